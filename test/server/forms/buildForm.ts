import type { AnswerValue, FormLine, FormMember, VisitForm } from '../../../server/forms/contract.ts';
import { FORM_DEFINITION } from '../../../server/forms/definition/contract.ts';
import type { AccountId } from '../../../server/people/contract.ts';

/** A form with these answers, each given once; `evidence` names the photos of a line. */
export function buildForm(
  answers: Readonly<Record<string, AnswerValue>>,
  { registered = [], evidence = {} }: { registered?: readonly FormMember[]; evidence?: Readonly<Record<string, readonly string[]>> } = {},
): VisitForm {
  const line = ([itemId, value]: [string, AnswerValue], index: number): [string, FormLine] => [
    itemId,
    {
      itemId, value, revision: 1, basedOn: 0, source: 'stated', by: 'li' as AccountId, deviceId: 'phone-1', deviceAtMs: index, atMs: index,
      evidenceIds: evidence[itemId] ?? [], against: [],
    },
  ];
  return { visitId: 'visit-1', definition: FORM_DEFINITION, lines: Object.fromEntries(Object.entries(answers).map(line)), registered };
}

/** The field's worked example as it is answered on a phone. */
export const WORKED_EXAMPLE: Readonly<Record<string, AnswerValue>> = {
  'members.father.name': '张建国', 'members.father.birthDay': '1980-03-01', 'members.father.sex': 'male', 'members.father.health': 'chronic', 'members.father.disability': 'none',
  'members.mother.name': '李秀兰', 'members.mother.birthDay': '1982-05-01', 'members.mother.sex': 'female', 'members.mother.health': 'healthy', 'members.mother.disability': 'none',
  'members.son.name': '张小明', 'members.son.birthDay': '2010-01-01', 'members.son.sex': 'male', 'members.son.health': 'healthy', 'labour.son.employment': 'student',
  'members.grandmother.name': '王桂英', 'members.grandmother.birthDay': '1955-01-01', 'members.grandmother.sex': 'female', 'members.grandmother.health': 'healthy',
  'income.wage.member': 'mother', 'income.wage.kind': 'wage', 'income.wage.label': '超市工资', 'income.wage.amount': 150_000, 'income.wage.cost': 10_000, 'income.wage.months': 1,
  'obligors.daughter.name': '女儿家庭', 'obligors.daughter.supports': 'grandmother', 'obligors.daughter.consented': true, 'obligors.daughter.income': 600_000, 'obligors.daughter.householdSize': 3,
  'expenses.medicine.member': 'father', 'expenses.medicine.kind': 'medical', 'expenses.medicine.label': '药费', 'expenses.medicine.amount': 30_000, 'expenses.medicine.months': 1,
};
export const WORKED_EVIDENCE = { 'income.wage.amount': ['payslip'], 'expenses.medicine.amount': ['receipt'] };
