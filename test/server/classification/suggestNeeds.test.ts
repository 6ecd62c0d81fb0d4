import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classificationTableSchema, DISABILITY_TYPES, EMPLOYMENTS, LABOUR_CAPACITIES, needSchema } from '../../../server/classification/contract.ts';
import type { HouseholdFacts, MemberFacts } from '../../../server/classification/contract.ts';
import { evaluate } from '../../../server/classification/evaluate.ts';
import { FIRST_CLASSIFICATION_TABLE } from '../../../server/classification/firstClassificationTable.ts';
import { newSuggestions, suggestNeeds } from '../../../server/classification/suggestNeeds.ts';
import type { Suggestions } from '../../../server/classification/suggestNeeds.ts';
import type { Day } from '../../../server/rules/contract.ts';

const on = '2026-11-24' as Day;
const suggest = (facts: MemberFacts, household: HouseholdFacts = {}): Suggestions =>
  suggestNeeds({ facts: household, members: [{ id: 'm', facts }] }, FIRST_CLASSIFICATION_TABLE, on);
const rulesOf = (facts: MemberFacts, household?: HouseholdFacts): string[] => suggest(facts, household).needs.map((need) => need.ruleId);

describe('the table of classified assistance', () => {
  it('is accepted by its own schema, and refused with a service that does not exist or a rule twice', () => {
    expect(classificationTableSchema.parse(FIRST_CLASSIFICATION_TABLE)).toEqual(FIRST_CLASSIFICATION_TABLE);
    const [rule] = FIRST_CLASSIFICATION_TABLE.rules;
    for (const rules of [[rule, rule], [{ ...rule, serviceIds: ['unknown'] }], [{ ...rule, when: { fact: 'shoeSize', atLeast: 3 } }]]) {
      expect(classificationTableSchema.safeParse({ ...FIRST_CLASSIFICATION_TABLE, rules }).success).toBe(false);
    }
  });

  it.each<[string[], MemberFacts]>([
    [[], { ageYears: 59, failedAdls: 6 }],
    [['elderly60'], { ageYears: 60, failedAdls: 0 }],
    [['elderly60', 'elderly80'], { ageYears: 80 }],
    [['elderly60', 'elderlyAlone'], { ageYears: 61, livesAlone: true }],
    [['elderly60', 'elderlyPartial'], { ageYears: 61, failedAdls: 1 }],
    [['elderly60', 'elderlyPartial'], { ageYears: 61, failedAdls: 3 }],
    [['elderly60', 'elderlyFull'], { ageYears: 61, failedAdls: 4 }],
    [['child'], { ageYears: 17 }],
    [[], { ageYears: 18, isOrphan: true }],
    [['child', 'childUnsupported'], { ageYears: 9, isOrphan: true }],
    [['child', 'childUnsupported'], { ageYears: 9, isDeFactoUnsupported: true }],
    [['child', 'childLeftBehind'], { ageYears: 9, isLeftBehind: true }],
    [['severeDisability'], { disabilityGrade: 2, disabilityType: 'physical' }],
    [[], { disabilityGrade: 3, disabilityType: 'physical' }],
    [['severeDisability'], { disabilityGrade: 3, disabilityType: 'mental' }],
    [['severeDisability'], { disabilityGrade: 3, disabilityType: 'intellectual' }],
    [[], { disabilityGrade: 4, disabilityType: 'mental' }],
    [['unemployed'], { ageYears: 40, labourCapacity: 'partial', employment: 'unemployed' }],
    [[], { ageYears: 40, labourCapacity: 'none', employment: 'unemployed' }],
    [[], { ageYears: 40, labourCapacity: 'full', employment: 'selfEmployed' }],
    [['elderly60'], { ageYears: 60, labourCapacity: 'full', employment: 'unemployed' }],
    [['seriouslyIll'], { hasListedSeriousDisease: true }],
    [['seriouslyIll'], { outOfPocketMedicalFen: 200_000 }],
    [[], { outOfPocketMedicalFen: 199_999 }],
    [['student'], { employment: 'student' }],
  ])('suggests %j for %j', (rules, facts) => {
    expect(rulesOf(facts)).toEqual(rules);
  });

  it.each<[string[], HouseholdFacts]>([
    [['singleParent'], { isSingleParent: true }],
    [['disaster'], { hadDisaster: true }],
    [['debt'], { debtFen: 5_000_000 }],
    [['rigidExpense'], { rigidSpendingShareMilli: 600 }],
    [[], { rigidSpendingShareMilli: 599, debtFen: 0, isSingleParent: false, hadDisaster: false }],
  ])('suggests %j for the household %j', (rules, facts) => {
    expect(rulesOf({}, facts)).toEqual(rules);
  });
});

describe('a suggestion', () => {
  it('names the facts it rests on, in words, and the version of the table', () => {
    const need = suggest({ ageYears: 81, failedAdls: 5, livesAlone: false }).needs.find((one) => one.ruleId === 'elderlyFull');
    expect(need).toMatchObject({ state: 'suggested', key: 'elderlyFull:m', tableVersion: 'classification-1', suggestedOn: on, serviceIds: ['care', 'bathing', 'respite'] });
    expect(need?.restsOn.map((one) => one.text.zh)).toEqual(['年龄：81 岁', '六项日常生活能力中不能完成的项数：5 项']);
    expect(needSchema.parse(need)).toEqual(need);
  });

  it('rests only on what decided it', () => {
    const [need] = suggest({ hasListedSeriousDisease: false, outOfPocketMedicalFen: 350_000 }).needs;
    expect(need?.restsOn).toEqual([{ fact: 'outOfPocketMedicalFen', value: 350_000, text: { zh: '月自付医疗费：3,500.00 元', en: 'medical costs out of pocket a month: 3,500.00 yuan' } }]);
  });

  it('is not made of ignorance: what nobody asked about is an open question', () => {
    const { needs, open } = suggest({ ageYears: 40, labourCapacity: 'full' });
    expect(needs).toEqual([]);
    expect(open.find((one) => one.ruleId === 'unemployed')).toEqual({ ruleId: 'unemployed', name: { zh: '有劳动能力的失业人员', en: 'able and jobless' }, memberId: 'm', unknown: ['employment'] });
    expect(open.map((one) => one.ruleId), 'a closed question is not open').not.toContain('elderlyAlone');
  });

  it('is not brought up again once somebody has seen it, whatever they did with it', () => {
    const first = suggest({ ageYears: 61 }).needs;
    const later = suggest({ ageYears: 61, livesAlone: true }).needs;
    expect(newSuggestions(first, later).map((need) => need.ruleId)).toEqual(['elderlyAlone']);
    expect(newSuggestions(later, later)).toEqual([]);
  });
});

describe('for any facts', () => {
  const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(one, { nil: undefined });
  const anyFacts: fc.Arbitrary<MemberFacts> = fc
    .record({
      ageYears: maybe(fc.integer({ min: 0, max: 110 })), livesAlone: maybe(fc.boolean()), failedAdls: maybe(fc.integer({ min: 0, max: 6 })),
      isOrphan: maybe(fc.boolean()), isDeFactoUnsupported: maybe(fc.boolean()), isLeftBehind: maybe(fc.boolean()),
      disabilityType: maybe(fc.constantFrom(...DISABILITY_TYPES)), disabilityGrade: maybe(fc.integer({ min: 1, max: 4 })),
      labourCapacity: maybe(fc.constantFrom(...LABOUR_CAPACITIES)), employment: maybe(fc.constantFrom(...EMPLOYMENTS)),
      hasListedSeriousDisease: maybe(fc.boolean()), outOfPocketMedicalFen: maybe(fc.integer({ min: 0, max: 500_000 })),
    })
    .map((facts) => Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)));

  it('a suggestion needs no more than the facts it names', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        for (const need of suggest(facts).needs) {
          const alone = Object.fromEntries(need.restsOn.map((one) => [one.fact, one.value])) as MemberFacts;
          expect(rulesOf(alone)).toContain(need.ruleId);
        }
      }),
    );
  });

  it('answering an open question never withdraws what was suggested before', () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, (facts, answers) => {
        const known = { ...answers, ...facts };
        expect(rulesOf(known)).toEqual(expect.arrayContaining(rulesOf(facts)));
      }),
    );
  });

  it('yes, no and unknown exclude each other, and only unknown has open facts', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        for (const rule of FIRST_CLASSIFICATION_TABLE.rules) {
          const verdict = evaluate(rule.when, facts);
          expect(verdict.unknown.length > 0).toBe(verdict.holds === undefined);
        }
      }),
    );
  });
});
