import { describe, expect, test } from 'vitest';
import { householdFactsSchema, memberFactsSchema } from '../../../server/classification/contract.ts';
import { incomeInputSchema } from '../../../server/income/contract.ts';
import { computeIncome } from '../../../server/income/computeIncome.ts';
import { FIRST_INCOME_PARAMETERS } from '../../../server/income/parameters/firstIncomeParameters.ts';
import { householdFactsOf, incomeInputOf, memberFactsOf } from '../../../server/forms/computeInput.ts';
import { itemIdSchema } from '../../../server/forms/contract.ts';
import { itemIdOf, placeOf, VISIT_FORM } from '../../../server/forms/definition/contract.ts';
import type { Day } from '../../../server/rules/contract.ts';
import { buildForm, WORKED_EVIDENCE, WORKED_EXAMPLE } from './buildForm.ts';

const ON = '2026-11-24' as Day;

describe('the form as data', () => {
  test('every line has one id, which leads back to it', () => {
    const ids = VISIT_FORM.flatMap((section) => section.items.map((item) => itemIdOf(section, item, section.repeats === 'once' ? undefined : 'm1')));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(itemIdSchema.safeParse(id).success, id).toBe(true);
      const place = placeOf(id);
      expect(place && itemIdOf(place.section, place.item, place.entryId)).toBe(id);
    }
    for (const wrong of ['nothing.here', 'household.m1.debt', 'members.name', 'income.a.b.c', 'labour.m1.removed']) expect(placeOf(wrong), wrong).toBeUndefined();
  });

  test('a line that depends on another names an item of its own section', () => {
    for (const section of VISIT_FORM) {
      for (const item of section.items) {
        if (item.when) expect(section.items.map((one) => one.key), `${section.key}.${item.key}`).toContain(item.when.item);
      }
    }
  });
});

describe('what the form gives to the computation', () => {
  test('the worked example comes to T 1,821.00 from answers on a phone', () => {
    const input = incomeInputSchema.parse(incomeInputOf(buildForm(WORKED_EXAMPLE, { evidence: WORKED_EVIDENCE }), ON));
    expect(computeIncome(input, FIRST_INCOME_PARAMETERS)).toMatchObject({ totalFen: 182_100, perCapitaFen: 45_525, gapFen: 177_900 });
  });

  test('its two variants come from one answer or one photo less', () => {
    const total = (answers: typeof WORKED_EXAMPLE, evidence: Record<string, string[]>): number =>
      computeIncome(incomeInputSchema.parse(incomeInputOf(buildForm(answers, { evidence }), ON)), FIRST_INCOME_PARAMETERS).totalFen;
    expect(total(WORKED_EXAMPLE, { 'expenses.medicine.amount': ['receipt'] }), 'no payslip').toBe(240_100);
    const disabled = { ...WORKED_EXAMPLE, 'members.grandmother.disability': 'physical', 'members.grandmother.disabilityGrade': '1' };
    expect(total(disabled, WORKED_EVIDENCE), 'severely disabled').toBe(142_500);
  });

  test('an obligor who has not consented brings no income with them', () => {
    const input = incomeInputOf(buildForm({ ...WORKED_EXAMPLE, 'obligors.daughter.consented': false }), ON);
    expect(incomeInputSchema.parse(input).obligors).toMatchObject([{ consented: false }]);
    expect(input.obligors?.[0]).not.toHaveProperty('householdIncomeFen');
  });

  test('what was taken out of a list, or belongs to nobody who lives here, does not count', () => {
    const input = incomeInputOf(buildForm({ ...WORKED_EXAMPLE, 'income.wage.removed': true, 'members.son.cohabiting': false }), ON);
    expect(input.items).toEqual([]);
    expect(input.members.map((one) => one.id)).toEqual(['father', 'mother', 'grandmother']);
  });

  test('members whom the case knows are there before anything was answered', () => {
    const input = incomeInputOf(buildForm({}, { registered: [{ id: 'm1', name: '其木格', birthDay: '1950-02-03', sex: 'female' }] }), ON);
    expect(incomeInputSchema.parse(input).members).toMatchObject([{ id: 'm1', label: '其木格', birthDay: '1950-02-03' }]);
  });

  test('facts for the classification are in its form, and what was not asked stays unknown', () => {
    const form = buildForm({ ...WORKED_EXAMPLE, 'members.son.childSituation': ['leftBehind'], 'household.singleParent': false });
    const facts = memberFactsOf(form, ON);
    for (const one of facts) memberFactsSchema.parse(one.facts);
    expect(facts.find((one) => one.id === 'son')?.facts).toMatchObject({ ageYears: 16, isLeftBehind: true, isOrphan: false, employment: 'student' });
    expect(facts.find((one) => one.id === 'father')?.facts).toMatchObject({ hasListedSeriousDisease: false, outOfPocketMedicalFen: 30_000 });
    expect(facts.find((one) => one.id === 'mother')?.facts).not.toHaveProperty('failedAdls');
    expect(householdFactsSchema.parse(householdFactsOf(form))).toEqual({ isSingleParent: false });
  });
});
