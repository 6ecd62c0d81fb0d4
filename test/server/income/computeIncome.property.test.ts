import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeIncome } from '../../../server/income/computeIncome.ts';
import { incomeInputSchema, INCOME_KINDS } from '../../../server/income/contract.ts';
import { MEMBER_CONDITIONS, RIGID_EXPENSE_KINDS } from '../../../server/income/parameters/contract.ts';
import type { Calculation, IncomeInput } from '../../../server/income/contract.ts';
import type { IncomeParameters } from '../../../server/income/parameters/contract.ts';
import { parameters } from './buildHousehold.ts';

const fen = fc.integer({ min: 0, max: 5_000_000 });
const months = fc.integer({ min: 1, max: 13 });
const evidence = fc.constantFrom<string[]>([], ['e']);

const anyHousehold: fc.Arbitrary<IncomeInput> = fc.integer({ min: 1, max: 7 }).chain((size) => {
  const ids = Array.from({ length: size }, (_, index) => `m${index}`);
  const memberId = fc.constantFrom(...ids);
  const listed = <T extends object>(entry: fc.Arbitrary<T>, prefix: string): fc.Arbitrary<T[]> =>
    fc.array(entry, { maxLength: 5 }).map((all) => all.map((one, index) => ({ ...one, id: `${prefix}${index}` })));
  return fc
    .record({
      on: fc.constant('2026-11-24'),
      singleParent: fc.boolean(),
      members: fc.tuple(
        ...ids.map((id) =>
          fc.record({
            id: fc.constant(id),
            label: fc.constant(id),
            conditions: fc.uniqueArray(fc.constantFrom(...MEMBER_CONDITIONS.filter((one) => one !== 'preschoolChild')), { minLength: 1, maxLength: 3 }),
          }),
        ),
      ),
      items: listed(fc.record({ memberId, kind: fc.constantFrom(...INCOME_KINDS), label: fc.constant('项'), amountFen: fen, costFen: fen, months, evidenceIds: evidence }), 'i'),
      obligors: listed(
        fc.record({ label: fc.constant('义务人'), supportsMemberId: memberId, consented: fc.constant(true), householdIncomeFen: fen, householdSize: fc.integer({ min: 1, max: 7 }), supportedParents: fc.integer({ min: 1, max: 4 }) }),
        'o',
      ),
      rigidExpenses: listed(fc.record({ kind: fc.constantFrom(...RIGID_EXPENSE_KINDS), label: fc.constant('支出'), amountFen: fen, months, evidenceIds: evidence }), 'r'),
    })
    .map((draft) => incomeInputSchema.parse(draft));
});

const anyParameters: fc.Arbitrary<IncomeParameters> = fc
  .record({
    standardFen: fc.integer({ min: 1, max: 300_000 }),
    wageBaseFen: fc.integer({ min: 0, max: 500_000 }),
    supportThresholdMilli: fc.integer({ min: 0, max: 3000 }),
    supportShareMilli: fc.integer({ min: 0, max: 1000 }),
    negativeTotal: fc.constantFrom('zero' as const, 'keep' as const),
    netLoss: fc.constantFrom('zero' as const, 'deduct' as const),
  })
  .map((changes) => parameters({ ...changes, rigidExpenses: [{ kind: 'medical', capFen: 40_001 }, { kind: 'education', capFen: null }] }));

/** The exact amounts as big whole numbers over one denominator, by a way of its own. */
function exactSum(calculation: Calculation): { readonly numerator: bigint; readonly denominator: bigint } {
  let [numerator, denominator] = [0n, 1n];
  for (const line of calculation.lines) {
    if (line.effect === 'shows') continue;
    const [n = '0', d = '1'] = line.amount.split('/');
    const sign = line.effect === 'subtracts' ? -1n : 1n;
    [numerator, denominator] = [numerator * BigInt(d) + sign * BigInt(n) * denominator, denominator * BigInt(d)];
  }
  return { numerator, denominator };
}

describe('every computation', () => {
  it('loses no fraction of a fen: its lines make up the total exactly, and the total is that, rounded once', () => {
    fc.assert(
      fc.property(anyHousehold, anyParameters, (household, policy) => {
        const calculation = computeIncome(household, policy);
        const { numerator, denominator } = exactSum(calculation);
        const floored = policy.negativeTotal === 'zero' && numerator < 0n ? 0n : numerator;
        // |T − exact| ≤ 1/2 fen, without leaving whole numbers.
        const twiceOff = (BigInt(calculation.totalFen) * denominator - floored) * 2n;
        expect(twiceOff <= denominator && -twiceOff <= denominator).toBe(true);
        const perCapitaOff = (BigInt(calculation.perCapitaFen) * denominator * BigInt(calculation.memberCount) - floored) * 2n;
        const allowed = denominator * BigInt(calculation.memberCount);
        expect(perCapitaOff <= allowed && -perCapitaOff <= allowed).toBe(true);
        expect(calculation.gapFen + calculation.totalFen).toBe(policy.standardFen * calculation.memberCount);
      }),
    );
  });

  it('gives the same for the same, whatever the order of members, items, obligors and expenses', () => {
    fc.assert(
      fc.property(anyHousehold, anyParameters, (household, policy) => {
        expect(computeIncome(structuredClone(household), structuredClone(policy))).toEqual(computeIncome(household, policy));
        const turned: IncomeInput = {
          ...household,
          members: household.members.toReversed(),
          items: household.items.toReversed(),
          obligors: household.obligors.toReversed(),
          rigidExpenses: household.rigidExpenses.toReversed(),
        };
        const { totalFen, perCapitaFen, gapFen, exactTotal } = computeIncome(household, policy);
        expect(computeIncome(turned, policy)).toMatchObject({ totalFen, perCapitaFen, gapFen, exactTotal });
      }),
    );
  });

  it('never falls when a household receives more, and never rises when it deducts more', () => {
    fc.assert(
      fc.property(anyHousehold, anyParameters, fen, months, (household, policy, amountFen, period) => {
        const before = computeIncome(household, policy).totalFen;
        const more = incomeInputSchema.parse({ ...household, items: [...household.items, { id: 'more', kind: 'pension', label: '养老金', amountFen, months: period, evidenceIds: ['e'] }] });
        expect(computeIncome(more, policy).totalFen).toBeGreaterThanOrEqual(before);
        for (const [index, obligor] of household.obligors.entries()) {
          const richer = { ...household, obligors: household.obligors.with(index, { ...obligor, householdIncomeFen: (obligor.householdIncomeFen ?? 0) + amountFen }) };
          expect(computeIncome(richer, policy).totalFen).toBeGreaterThanOrEqual(before);
        }
        const spends = incomeInputSchema.parse({ ...household, rigidExpenses: [...household.rigidExpenses, { id: 'more', kind: 'medical', label: '药费', amountFen, months: period, evidenceIds: ['e'] }] });
        expect(computeIncome(spends, policy).totalFen).toBeLessThanOrEqual(before);
      }),
    );
  });

  it('never falls with a higher wage base and never rises with a higher support threshold', () => {
    fc.assert(
      fc.property(anyHousehold, anyParameters, fc.integer({ min: 0, max: 2000 }), (household, policy, more) => {
        const before = computeIncome(household, policy).totalFen;
        expect(computeIncome(household, { ...policy, wageBaseFen: policy.wageBaseFen + more }).totalFen).toBeGreaterThanOrEqual(before);
        expect(computeIncome(household, { ...policy, supportThresholdMilli: policy.supportThresholdMilli + more }).totalFen).toBeLessThanOrEqual(before);
      }),
    );
  });
});
