import { describe, expect, it } from 'vitest';
import type { MemberCondition } from '../../../server/income/parameters/contract.ts';
import { FIRST_INCOME_PARAMETERS } from '../../../server/income/parameters/firstIncomeParameters.ts';
import { householdDeduction } from '../../../server/income/householdDeduction.ts';

const deductionOf = (members: MemberCondition[][], singleParent = false): string | undefined =>
  householdDeduction(members.map((one) => new Set(one)), singleParent, FIRST_INCOME_PARAMETERS.deductions)?.id;

describe('a household’s deduction', () => {
  it('follows the four rules of the form', () => {
    expect(deductionOf([['chronicIllness'], ['disabilityMildOrModerate']])).toBe('twoDisabledOrChronic');
    expect(deductionOf([['student'], ['student'], ['healthyWorkingAge']], true)).toBe('singleParentTwoStudents');
    expect(deductionOf([['disabilitySevere']])).toBe('oneSevere');
    expect(deductionOf([['disabilitySevere'], ['preschoolChild']])).toBe('severeAndDependent');
  });

  it('does not apply where a rule is missed by one', () => {
    expect(deductionOf([['chronicIllness']])).toBeUndefined();
    expect(deductionOf([['student'], ['student']], false)).toBeUndefined();
    expect(deductionOf([['student']], true)).toBeUndefined();
  });

  it('takes the highest of several, never their sum', () => {
    expect(deductionOf([['disabilitySevere'], ['chronicIllness'], ['chronicIllness']])).toBe('severeAndDependent');
  });

  it('does not count one person for two needs, and finds the right one in any order', () => {
    expect(deductionOf([['disabilitySevere', 'chronicIllness']])).toBe('oneSevere');
    const both: MemberCondition[] = ['disabilitySevere', 'chronicIllness'];
    expect(deductionOf([both, ['disabilitySevere']])).toBe('severeAndDependent');
    expect(deductionOf([['disabilitySevere'], both])).toBe('severeAndDependent');
  });
});
