import { describe, expect, it } from 'vitest';
import { incomeInputSchema } from '../../../server/income/contract.ts';
import type { IncomeMember } from '../../../server/income/contract.ts';
import type { MemberCondition } from '../../../server/income/parameters/contract.ts';
import { coefficientOf, conditionsOf } from '../../../server/income/labourConditions.ts';
import type { Day } from '../../../server/rules/contract.ts';
import { parameters } from './buildHousehold.ts';

const on = '2026-11-24' as Day;
const member = (draft: object): IncomeMember => {
  const [one] = incomeInputSchema.parse({ on, members: [{ id: 'm', label: '成员', ...draft }] }).members;
  if (!one) throw new Error('no member');
  return one;
};
const conditions = (draft: object): MemberCondition[] => [...conditionsOf(member(draft), on, parameters())].sort();

describe('labour conditions', () => {
  it('follow the age where the birth date is known', () => {
    expect(conditions({ birthDay: '2010-11-25' })).toEqual(['under16']);
    expect(conditions({ birthDay: '2010-11-24' })).toEqual([]);
    expect(conditions({ birthDay: '2021-01-01' })).toEqual(['preschoolChild', 'under16']);
    expect(conditions({ birthDay: '1971-11-24', sex: 'female' })).toEqual(['overAge']);
    expect(conditions({ birthDay: '1971-11-24', sex: 'male' })).toEqual([]);
  });

  it('take somebody of unknown sex as over age only where both would be', () => {
    expect(conditions({ birthDay: '1968-01-01' })).toEqual([]);
    expect(conditions({ birthDay: '1966-01-01' })).toEqual(['overAge']);
  });

  it('give the lowest of several coefficients, in any order, and none for what has none', () => {
    const lowest = (...all: MemberCondition[]): number | undefined => coefficientOf(new Set(all), parameters())?.coefficientMilli;
    expect(lowest('healthyWorkingAge', 'chronicIllness')).toBe(200);
    expect(lowest('student', 'healthyWorkingAge', 'chronicIllness')).toBe(0);
    expect(lowest('preschoolChild')).toBeUndefined();
  });
});
