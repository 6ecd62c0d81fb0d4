import type { HEALTHS } from '../contract.ts';
import type { AidKind, Relation } from '../contract.ts';
import type { DISABILITY_TYPES, EMPLOYMENTS } from '../../classification/contract.ts';

/** The columns of the table: one row a member, rows of one case number are one household. */
export const COLUMNS = {
  caseNumber: '案号',
  caseType: '救助类别',
  village: '村（社区）',
  address: '户籍地址',
  actualAddress: '实际居住地址',
  phone: '联系电话',
  name: '姓名',
  relation: '与申请人关系',
  idNumber: '身份证号',
  idNumberReason: '身份证号说明',
  sex: '性别',
  birthDay: '出生日期',
  cohabiting: '是否共同生活',
  health: '健康状况',
  illness: '病名',
  disabilityType: '残疾类别',
  disabilityGrade: '残疾等级',
  employment: '就业情况',
  declaredIncome: '家庭月收入（元）',
  povertyCauses: '致贫原因',
  note: '备注',
} as const;
export type ColumnKey = keyof typeof COLUMNS;
export const COLUMN_KEYS = Object.keys(COLUMNS) as ColumnKey[];
export const REQUIRED_COLUMNS: readonly ColumnKey[] = ['caseNumber', 'caseType', 'village', 'address', 'phone', 'name', 'relation'];

/** What stands in a cell for each choice; the first is what the template says. */
type Words<T extends string> = Readonly<Record<T, readonly [string, ...string[]]>>;

export const AID_WORDS: Words<AidKind> = {
  dibao: ['低保', '最低生活保障', '城市低保', '农村低保'],
  dibaoMarginal: ['低保边缘', '低保边缘家庭'],
  rigidExpenseFamily: ['刚性支出困难', '刚性支出困难家庭', '支出型困难'],
  destitutePerson: ['特困', '特困人员', '特困供养'],
  temporaryAssistance: ['临时救助'],
};
export const RELATION_WORDS: Words<Relation> = {
  self: ['本人', '户主', '申请人'],
  spouse: ['配偶', '夫', '妻', '丈夫', '妻子'],
  child: ['子女', '子', '女', '儿子', '女儿', '长子', '次子', '长女', '次女'],
  parent: ['父母', '父', '母', '父亲', '母亲'],
  grandparent: ['祖父母', '祖父', '祖母', '外祖父', '外祖母', '爷爷', '奶奶'],
  grandchild: ['孙子女', '孙子', '孙女', '外孙', '外孙女'],
  sibling: ['兄弟姐妹', '兄', '弟', '姐', '妹', '哥哥', '弟弟', '姐姐', '妹妹'],
  inLaw: ['儿媳/女婿', '儿媳', '女婿'],
  other: ['其他', '其他亲属'],
};
export const SEX_WORDS: Words<'male' | 'female'> = { male: ['男'], female: ['女'] };
export const YES_NO_WORDS: Words<'yes' | 'no'> = { yes: ['是', '有', '√', 'Y'], no: ['否', '无', '×', 'N'] };
export const HEALTH_WORDS: Words<(typeof HEALTHS)[number]> = { healthy: ['健康', '良好'], chronic: ['慢性病'], serious: ['重大疾病', '大病', '重病'], weak: ['体弱'] };
export const DISABILITY_WORDS: Words<(typeof DISABILITY_TYPES)[number]> = {
  visual: ['视力'], hearing: ['听力'], speech: ['言语'], physical: ['肢体'], intellectual: ['智力'], mental: ['精神'], multiple: ['多重'],
};
export const EMPLOYMENT_WORDS: Words<(typeof EMPLOYMENTS)[number]> = {
  employed: ['受雇', '就业', '务工', '打工'], selfEmployed: ['自营', '务农', '务牧', '个体'], unemployed: ['无业', '失业', '待业'],
  student: ['在校学生', '学生', '在读'], retired: ['退休'], unable: ['不能劳动', '无劳动能力'],
};
export const CAUSE_WORDS: Words<'illness' | 'disability' | 'unemployment' | 'education' | 'disaster' | 'oldAge' | 'noLabour' | 'accident' | 'other'> = {
  illness: ['因病'], disability: ['因残'], unemployment: ['失业'], education: ['因学'], disaster: ['因灾'], oldAge: ['年老'],
  noLabour: ['缺乏劳动力', '缺劳力'], accident: ['意外事故', '意外'], other: ['其他'],
};

/** The choice that a cell's word means; undefined for one that means none. */
export function choiceOf<T extends string>(words: Words<T>, cell: string): T | undefined {
  return (Object.keys(words) as T[]).find((key) => words[key].includes(cell));
}

/** What may stand in the cell, for the sentence that says so. */
export function choicesOf(words: Words<string>): string {
  return Object.values(words).map(([first]) => first).join('、');
}

