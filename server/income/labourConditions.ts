import { ageOn } from '../clocks/days.ts';
import type { Sentence } from '../rules/contract.ts';
import type { IncomeInput, IncomeMember } from './contract.ts';
import type { IncomeParameters, MemberCondition } from './parameters/contract.ts';

export const CONDITION_NAMES: Readonly<Record<MemberCondition, Sentence>> = {
  healthyWorkingAge: { zh: '健康劳动年龄', en: 'healthy, of working age' },
  deafMuteGrade1To2: { zh: '听力言语残疾一、二级', en: 'deaf-mute, grade 1–2' },
  disabilityMildOrModerate: { zh: '轻、中度残疾', en: 'mild or moderate disability' },
  chronicIllness: { zh: '慢性病', en: 'chronic illness' },
  disabilitySevere: { zh: '重度残疾', en: 'severe disability' },
  seriousIllness: { zh: '重大疾病', en: 'serious illness' },
  intellectualOrMentalGrade3To4: { zh: '智力、精神残疾三、四级', en: 'intellectual or mental disability, grade 3–4' },
  under16: { zh: '未满劳动年龄', en: 'under working age' },
  student: { zh: '在校学生', en: 'student' },
  overAge: { zh: '超过劳动年龄', en: 'over working age' },
  preschoolChild: { zh: '学龄前儿童', en: 'preschool child' },
};

/** What is recorded of a member, and what follows from the age. */
export function conditionsOf(member: IncomeMember, on: IncomeInput['on'], { ages }: IncomeParameters): ReadonlySet<MemberCondition> {
  const conditions = new Set(member.conditions);
  if (member.birthDay === undefined) return conditions;
  const years = ageOn(member.birthDay, on);
  const { male, female } = ages.overAgeFromYears;
  // Of unknown sex, the later age is the one that certainly holds.
  const overAgeFrom = member.sex ? ages.overAgeFromYears[member.sex] : Math.max(male, female);
  if (years < ages.workingFromYears) conditions.add('under16');
  if (years < ages.preschoolUnderYears) conditions.add('preschoolChild');
  if (years >= overAgeFrom) conditions.add('overAge');
  return conditions;
}

/** The lowest coefficient among a member's conditions; undefined when none of them has one. */
export function coefficientOf(
  conditions: ReadonlySet<MemberCondition>,
  { coefficients }: IncomeParameters,
): IncomeParameters['coefficients'][number] | undefined {
  return coefficients
    .filter((one) => conditions.has(one.condition))
    .reduce<IncomeParameters['coefficients'][number] | undefined>(
      (lowest, one) => (lowest && lowest.coefficientMilli <= one.coefficientMilli ? lowest : one),
      undefined,
    );
}
