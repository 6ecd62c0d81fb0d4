import type { FormSection } from '../../contract.ts';
import { option } from '../people/contract.ts';

const MONTHS = {
  kind: 'number', label: { zh: '金额对应的月数', en: 'Months the amount is for' }, unit: { zh: '个月', en: 'months' }, min: 1, max: 120, quick: [1, 3, 6, 12], required: true,
} as const;

/** Income, property, rigid expenses. Amounts are of the whole period, so that nobody divides at the table. */
export const MONEY_SECTIONS: readonly FormSection[] = [
  {
    key: 'income', title: { zh: '家庭收入', en: 'Income' }, repeats: 'list', entry: { zh: '收入', en: 'income' },
    items: [
      { key: 'member', kind: 'member', label: { zh: '谁的收入', en: 'Whose' } },
      { key: 'kind', kind: 'choice', label: { zh: '收入种类', en: 'Kind' }, required: true, options: [
        option('wage', '工资性收入', 'wages'), option('farming', '种植', 'farming'), option('herding', '养殖放牧', 'herding'), option('business', '经营', 'business'),
        option('rent', '租金', 'rent'), option('interest', '利息', 'interest'), option('landTransfer', '土地流转', 'land transfer'), option('pension', '养老金', 'pension'),
        option('benefit', '补贴', 'benefits'), option('supportReceived', '赡养抚养费', 'support received'), option('other', '其他', 'other'),
      ] },
      { key: 'label', kind: 'text', label: { zh: '来源（单位、项目）', en: 'Source' }, required: true },
      { key: 'amount', kind: 'money', label: { zh: '金额', en: 'Amount' }, required: true, min: 0, field: 'income' },
      { key: 'cost', kind: 'money', label: { zh: '其中成本（交通、农资等）', en: 'Costs' }, min: 0, field: 'income' },
      { key: 'months', ...MONTHS },
      { key: 'excluded', kind: 'choice', label: { zh: '不计入收入的项目', en: 'Not counted' }, options: [
        option('none', '计入', 'counts'), option('preferentialTreatment', '优抚待遇', 'preferential treatment'), option('scholarship', '奖助学金', 'scholarship'),
        option('childWelfare', '独生子女等奖励', 'birth-policy awards'), option('emergencyAid', '临时救助慰问', 'emergency aid'), option('highAge', '高龄津贴', 'old-age allowance'),
        option('disabilitySubsidy', '残疾人两项补贴', 'disability subsidies'),
      ] },
    ],
  },
  {
    key: 'property', title: { zh: '家庭财产', en: 'Property' }, repeats: 'list', entry: { zh: '财产', en: 'property' },
    items: [
      { key: 'kind', kind: 'choice', label: { zh: '种类', en: 'Kind' }, required: true, field: 'property', options: [
        option('otherHome', '其他住房', 'other home'), option('vehicle', '机动车', 'vehicle'), option('machinery', '农机', 'machinery'), option('livestock', '牲畜', 'livestock'),
        option('shop', '商铺', 'shop'), option('deposit', '存款', 'deposit'), option('securities', '有价证券', 'securities'), option('insurance', '商业保险', 'insurance'),
        option('claim', '债权', 'claim'), option('internetFinance', '互联网金融', 'internet finance'), option('other', '其他', 'other'),
      ] },
      { key: 'owner', kind: 'member', label: { zh: '所有人', en: 'Owner' } },
      { key: 'label', kind: 'text', label: { zh: '说明（品牌、地点、账户）', en: 'Description' }, required: true, field: 'property' },
      { key: 'count', kind: 'number', label: { zh: '数量', en: 'Count' }, min: 0, max: 100_000, quick: [1, 2, 5, 10, 20, 50], field: 'property' },
      { key: 'value', kind: 'money', label: { zh: '估值或余额', en: 'Value or balance' }, min: 0, field: 'property' },
      { key: 'exempt', kind: 'yesNo', label: { zh: '属生活必需品，不计入', en: 'Exempt necessity' } },
    ],
  },
  {
    key: 'expenses', title: { zh: '刚性支出', en: 'Rigid expenses' }, repeats: 'list', entry: { zh: '支出', en: 'expense' },
    items: [
      { key: 'kind', kind: 'choice', label: { zh: '种类', en: 'Kind' }, required: true, options: [
        option('medical', '医疗', 'medical'), option('education', '教育', 'education'), option('disabilityRehabilitation', '残疾康复', 'rehabilitation'),
        option('living', '基本生活', 'living'), option('accident', '意外事故', 'accident'),
      ] },
      { key: 'member', kind: 'member', label: { zh: '为谁支出', en: 'For whom' } },
      { key: 'label', kind: 'text', label: { zh: '项目', en: 'What for' }, required: true },
      { key: 'amount', kind: 'money', label: { zh: '自付金额（扣除报销）', en: 'Paid after reimbursement' }, required: true, min: 0, field: 'income' },
      { key: 'months', ...MONTHS },
    ],
  },
  {
    key: 'obligors', title: { zh: '赡（抚、扶）养义务人', en: 'Support obligors' }, repeats: 'list', entry: { zh: '义务人', en: 'obligor' },
    items: [
      { key: 'name', kind: 'text', label: { zh: '姓名', en: 'Name' }, required: true, field: 'obligor' },
      { key: 'supports', kind: 'member', label: { zh: '应赡养的成员', en: 'Owes support to' }, required: true, field: 'obligor' },
      { key: 'consented', kind: 'yesNo', label: { zh: '本人同意核查收入', en: 'Consents to be checked' }, required: true, field: 'obligor' },
      { key: 'householdSize', kind: 'number', label: { zh: '家庭人口', en: 'Household size' }, unit: { zh: '人', en: 'people' }, min: 1, max: 50, quick: [1, 2, 3, 4, 5], field: 'obligor' },
      { key: 'income', kind: 'money', label: { zh: '家庭月收入', en: 'Household’s monthly income' }, min: 0, field: 'obligor', when: { item: 'consented', in: ['true'] } },
      { key: 'health', kind: 'choice', label: { zh: '健康状况', en: 'Health' }, field: 'obligor', options: [
        option('healthy', '健康', 'healthy'), option('chronic', '慢性病', 'chronic illness'), option('serious', '重大疾病', 'serious illness'),
      ] },
      { key: 'supportedParents', kind: 'number', label: { zh: '共赡养老人数', en: 'Parents supported' }, unit: { zh: '人', en: 'people' }, min: 1, max: 8, quick: [1, 2, 3, 4], field: 'obligor' },
      { key: 'paid', kind: 'money', label: { zh: '每月实际给付', en: 'Paid each month' }, min: 0, field: 'obligor' },
    ],
  },
];
