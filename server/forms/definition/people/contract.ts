import type { FormOption, FormSection } from '../../contract.ts';

/** One choice: what is kept, and what it is called. */
export function option(value: string, zh: string, en: string): FormOption {
  return { value, label: { zh, en } };
}

const RELATIONS = [
  option('self', '本人', 'self'), option('spouse', '配偶', 'spouse'), option('child', '子女', 'child'), option('parent', '父母', 'parent'),
  option('grandparent', '祖父母', 'grandparent'), option('grandchild', '孙子女', 'grandchild'), option('sibling', '兄弟姐妹', 'sibling'),
  option('inLaw', '儿媳/女婿', 'child-in-law'), option('other', '其他', 'other'),
];

/** Household, its members, and their labour. */
export const PEOPLE_SECTIONS: readonly FormSection[] = [
  {
    key: 'household', title: { zh: '家庭基本情况', en: 'Household' }, repeats: 'once',
    items: [
      { key: 'registeredAddress', kind: 'text', label: { zh: '户籍地址', en: 'Registered address' }, required: true, field: 'address' },
      { key: 'residence', kind: 'choice', label: { zh: '实际居住', en: 'Lives' }, required: true, options: [
        option('registered', '住在户籍地', 'at the registered address'), option('split', '人户分离', 'elsewhere (residence split)'),
      ] },
      { key: 'actualAddress', kind: 'text', label: { zh: '实际居住地址', en: 'Actual address' }, required: true, field: 'address', when: { item: 'residence', in: ['split'] } },
      { key: 'respondent', kind: 'text', label: { zh: '受访人姓名', en: 'Respondent' }, required: true, field: 'memberName' },
      { key: 'respondentRelation', kind: 'choice', label: { zh: '受访人与申请人关系', en: 'Respondent is the applicant’s' }, required: true, options: RELATIONS },
      { key: 'caseType', kind: 'choice', label: { zh: '申请类别', en: 'Applies for' }, required: true, options: [
        option('dibao', '低保', 'dibao'), option('dibaoMarginal', '低保边缘', 'marginal dibao'), option('rigidExpenseFamily', '刚性支出困难', 'rigid expense family'),
        option('destitutePerson', '特困供养', 'destitute person'), option('temporaryAssistance', '临时救助', 'temporary assistance'),
      ] },
      { key: 'povertyCauses', kind: 'choices', label: { zh: '致贫原因', en: 'Causes of poverty' }, required: true, options: [
        option('illness', '因病', 'illness'), option('disability', '因残', 'disability'), option('unemployment', '失业', 'unemployment'),
        option('education', '因学', 'education'), option('disaster', '因灾', 'disaster'), option('oldAge', '年老', 'old age'),
        option('noLabour', '缺乏劳动力', 'no labour'), option('accident', '意外事故', 'accident'), option('other', '其他', 'other'),
      ] },
      { key: 'singleParent', kind: 'yesNo', label: { zh: '单亲家庭', en: 'Single parent' } },
      { key: 'disaster', kind: 'yesNo', label: { zh: '近一年遭遇灾害或重大变故', en: 'Disaster within a year' } },
      { key: 'debt', kind: 'money', label: { zh: '家庭欠债', en: 'Debt' }, field: 'income' },
    ],
  },
  {
    key: 'members', title: { zh: '家庭成员', en: 'Members' }, repeats: 'list', entry: { zh: '成员', en: 'member' }, atLeast: 1,
    items: [
      { key: 'name', kind: 'text', label: { zh: '姓名', en: 'Name' }, required: true, field: 'memberName' },
      { key: 'idNumber', kind: 'idNumber', label: { zh: '身份证号', en: 'ID number' }, required: true, field: 'idNumber' },
      { key: 'relation', kind: 'choice', label: { zh: '与申请人关系', en: 'Relation to the applicant' }, required: true, options: RELATIONS },
      { key: 'sex', kind: 'choice', label: { zh: '性别', en: 'Sex' }, required: true, options: [option('male', '男', 'male'), option('female', '女', 'female')] },
      { key: 'birthDay', kind: 'date', label: { zh: '出生日期', en: 'Birth date' }, required: true, field: 'birthDay' },
      { key: 'cohabiting', kind: 'yesNo', label: { zh: '共同生活', en: 'Lives in the household' }, required: true },
      { key: 'ethnicity', kind: 'choice', label: { zh: '民族', en: 'Ethnicity' }, options: [
        option('han', '汉族', 'Han'), option('mongol', '蒙古族', 'Mongol'), option('hui', '回族', 'Hui'), option('manchu', '满族', 'Manchu'), option('other', '其他', 'other'),
      ] },
      { key: 'language', kind: 'choice', label: { zh: '交流语言', en: 'Language' }, options: [
        option('zh', '汉语', 'Chinese'), option('mn', '蒙古语', 'Mongolian'), option('both', '汉蒙兼通', 'both'), option('sign', '手语', 'sign language'),
      ] },
      { key: 'marriage', kind: 'choice', label: { zh: '婚姻状况', en: 'Marriage' }, options: [
        option('single', '未婚', 'single'), option('married', '已婚', 'married'), option('divorced', '离异', 'divorced'), option('widowed', '丧偶', 'widowed'),
      ] },
      { key: 'schooling', kind: 'choice', label: { zh: '文化程度', en: 'Schooling' }, options: [
        option('none', '未上学', 'none'), option('preschool', '学龄前', 'preschool'), option('primary', '小学', 'primary'), option('junior', '初中', 'junior middle'),
        option('senior', '高中/中专', 'senior middle'), option('college', '大专及以上', 'college'),
      ] },
      { key: 'health', kind: 'choice', label: { zh: '健康状况', en: 'Health' }, required: true, field: 'diagnosis', options: [
        option('healthy', '健康', 'healthy'), option('chronic', '慢性病', 'chronic illness'), option('serious', '重大疾病', 'serious illness'), option('weak', '体弱', 'weak'),
      ] },
      { key: 'illness', kind: 'text', label: { zh: '病名', en: 'Illness' }, field: 'diagnosis', when: { item: 'health', in: ['chronic', 'serious'] } },
      { key: 'disability', kind: 'choice', label: { zh: '残疾类别', en: 'Disability' }, required: true, field: 'disability', options: [
        option('none', '无残疾', 'none'), option('visual', '视力', 'visual'), option('hearing', '听力', 'hearing'), option('speech', '言语', 'speech'),
        option('physical', '肢体', 'physical'), option('intellectual', '智力', 'intellectual'), option('mental', '精神', 'mental'), option('multiple', '多重', 'multiple'),
      ] },
      { key: 'disabilityGrade', kind: 'choice', label: { zh: '残疾等级', en: 'Grade' }, required: true, field: 'disability',
        when: { item: 'disability', in: ['visual', 'hearing', 'speech', 'physical', 'intellectual', 'mental', 'multiple'] },
        options: [option('1', '一级', 'grade 1'), option('2', '二级', 'grade 2'), option('3', '三级', 'grade 3'), option('4', '四级', 'grade 4')] },
      { key: 'disabilityCertificate', kind: 'text', label: { zh: '残疾证号', en: 'Certificate' }, field: 'disability',
        when: { item: 'disability', in: ['visual', 'hearing', 'speech', 'physical', 'intellectual', 'mental', 'multiple'] } },
      { key: 'failedAdls', kind: 'number', label: { zh: '六项自理能力中不能完成的', en: 'Daily activities that fail, of six' }, unit: { zh: '项', en: 'of 6' }, min: 0, max: 6,
        quick: [0, 1, 2, 3, 4, 5, 6], field: 'diagnosis', hint: { zh: '吃饭、穿衣、上下床、如厕、室内行走、洗澡', en: 'eating, dressing, bed, toilet, walking indoors, bathing' } },
      { key: 'childSituation', kind: 'choices', label: { zh: '未成年人情况', en: 'If a minor' }, options: [
        option('orphan', '孤儿', 'orphan'), option('unsupported', '事实无人抚养', 'de facto unsupported'), option('leftBehind', '留守儿童', 'left behind'), option('none', '均不是', 'none of these'),
      ] },
    ],
  },
  {
    key: 'labour', title: { zh: '劳动与就业', en: 'Labour' }, repeats: 'perMember',
    items: [
      { key: 'employment', kind: 'choice', label: { zh: '就业情况', en: 'Employment' }, required: true, options: [
        option('employed', '受雇', 'employed'), option('selfEmployed', '自营/务农牧', 'self-employed'), option('unemployed', '无业', 'unemployed'),
        option('student', '在校学生', 'student'), option('retired', '退休', 'retired'), option('unable', '不能劳动', 'unable'),
      ] },
      { key: 'capacity', kind: 'choice', label: { zh: '劳动能力', en: 'Labour capacity' }, required: true, options: [
        option('full', '有', 'full'), option('partial', '部分', 'partial'), option('none', '无', 'none'),
      ] },
      { key: 'whyNotWorking', kind: 'choice', label: { zh: '未就业原因', en: 'Why not working' }, field: 'diagnosis', when: { item: 'employment', in: ['unemployed', 'unable'] }, options: [
        option('ill', '患病', 'ill'), option('caring', '照料家人', 'caring for family'), option('noJob', '找不到工作', 'no job found'), option('noSkill', '缺技能', 'no skill'),
        option('unwilling', '不愿就业', 'unwilling'), option('other', '其他', 'other'),
      ] },
      { key: 'training', kind: 'yesNo', label: { zh: '愿意参加技能培训', en: 'Wants training' }, when: { item: 'employment', in: ['unemployed'] } },
      { key: 'refusedOffers', kind: 'number', label: { zh: '拒绝介绍工作次数', en: 'Job offers refused' }, unit: { zh: '次', en: 'times' }, min: 0, max: 99, quick: [0, 1, 2, 3], when: { item: 'employment', in: ['unemployed'] } },
    ],
  },
];
