import type { Day } from '../../rules/contract.ts';
import type { IncomeParameters } from './contract.ts';

/**
 * Parameters to start and to demonstrate with. L and W are invented, k and h follow one published local form; the
 * district publishes its own before the first real case.
 */
export const FIRST_INCOME_PARAMETERS: IncomeParameters = {
  version: 'income-1',
  effectiveFrom: '2026-07-01' as Day,
  source: {
    zh: '演示参数：标准与工资基数为虚构，系数与扣减参照一份地方表格，须由区民政局确认或替换。',
    en: 'Demonstration: the standard and the wage base are invented, coefficients and deductions follow one local form; to be confirmed or replaced by the district.',
  },
  confirmedBy: null,
  standardFen: 90_000,
  wageBaseFen: 198_000,
  coefficients: [
    { condition: 'healthyWorkingAge', coefficientMilli: 1000 },
    { condition: 'deafMuteGrade1To2', coefficientMilli: 200 },
    { condition: 'disabilityMildOrModerate', coefficientMilli: 200 },
    { condition: 'chronicIllness', coefficientMilli: 200 },
    { condition: 'disabilitySevere', coefficientMilli: 0 },
    { condition: 'seriousIllness', coefficientMilli: 0 },
    { condition: 'intellectualOrMentalGrade3To4', coefficientMilli: 0 },
    { condition: 'under16', coefficientMilli: 0 },
    { condition: 'student', coefficientMilli: 0 },
    { condition: 'overAge', coefficientMilli: 0 },
  ],
  deductions: [
    {
      id: 'twoDisabledOrChronic',
      name: { zh: '两名以上一般残疾或慢性病成员', en: 'two or more members with an ordinary disability or chronic illness' },
      deductionMilli: 300,
      needs: [{ anyOf: ['disabilityMildOrModerate', 'deafMuteGrade1To2', 'chronicIllness'], count: 2 }],
      singleParent: false,
    },
    {
      id: 'singleParentTwoStudents',
      name: { zh: '单亲家庭有两名在校学生', en: 'a single parent with two students' },
      deductionMilli: 500,
      needs: [{ anyOf: ['student'], count: 2 }],
      singleParent: true,
    },
    {
      id: 'oneSevere',
      name: { zh: '一名重度残疾成员', en: 'one member with a severe disability' },
      deductionMilli: 1000,
      needs: [{ anyOf: ['disabilitySevere'], count: 1 }],
      singleParent: false,
    },
    {
      id: 'severeAndDependent',
      name: { zh: '一名重度残疾成员，另有中度残疾、慢性病或学龄前儿童', en: 'one severe disability and, in another member, moderate disability, chronic illness or preschool age' },
      deductionMilli: 1500,
      needs: [
        { anyOf: ['disabilitySevere'], count: 1 },
        { anyOf: ['disabilityMildOrModerate', 'chronicIllness', 'preschoolChild'], count: 1 },
      ],
      singleParent: false,
    },
  ],
  ages: { workingFromYears: 16, overAgeFromYears: { male: 60, female: 55 }, preschoolUnderYears: 6 },
  supportThresholdMilli: 1500,
  supportShareMilli: 500,
  marginalMultipleMilli: 1500,
  rigidExpenses: [
    { kind: 'medical', capFen: null },
    { kind: 'education', capFen: null },
    { kind: 'disabilityRehabilitation', capFen: null },
    { kind: 'accident', capFen: null },
  ],
  rigidExpensesNeedEvidence: true,
  netLoss: 'zero',
  negativeTotal: 'zero',
};
