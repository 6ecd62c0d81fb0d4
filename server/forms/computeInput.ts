import { ageOn } from '../clocks/days.ts';
import type { HouseholdFacts, MemberFacts } from '../classification/contract.ts';
import { DISABILITY_TYPES, EMPLOYMENTS, LABOUR_CAPACITIES } from '../classification/contract.ts';
import type { IncomeDraft } from '../income/contract.ts';
import { INCOME_KINDS } from '../income/contract.ts';
import type { MemberCondition, RigidExpenseKind } from '../income/parameters/contract.ts';
import { RIGID_EXPENSE_KINDS } from '../income/parameters/contract.ts';
import type { Day } from '../rules/contract.ts';
import { daySchema } from '../rules/contract.ts';
import type { FormMember, VisitForm } from './contract.ts';
import { VISIT_FORM } from './definition/contract.ts';
import { choicesOf, entriesOf, evidenceOf, membersOf, numberOf, optionName, textOf, yesNoOf } from './entries/contract.ts';

/**
 * What a visit found about the household's money, for `computeIncome`. Lines without an amount are left out: what was
 * not answered is not zero. A draft, because a form under way may still break the schema's rules.
 */
export function incomeInputOf(form: VisitForm, on: Day): IncomeDraft {
  const members = membersOf(form);
  const ids = new Set(members.map((one) => one.id));
  const memberId = (itemId: string): { memberId?: string } => {
    const value = textOf(form, itemId);
    return value !== undefined && ids.has(value) ? { memberId: value } : {};
  };
  const singleParent = yesNoOf(form, 'household.singleParent');
  return {
    on,
    members: members.map((member) => incomeMember(form, member, on)),
    ...(singleParent !== undefined && { singleParent }),
    items: entriesOf(form, 'income').flatMap((id) => {
      const amountFen = numberOf(form, `income.${id}.amount`);
      const kind = oneOf(INCOME_KINDS, textOf(form, `income.${id}.kind`));
      if (amountFen === undefined || !kind) return [];
      const excluded = textOf(form, `income.${id}.excluded`);
      const section = sectionOf('income');
      return [{
        id,
        ...memberId(`income.${id}.member`),
        kind,
        label: textOf(form, `income.${id}.label`)?.slice(0, 100) ?? optionName(section, 'kind', kind) ?? kind,
        amountFen,
        costFen: numberOf(form, `income.${id}.cost`) ?? 0,
        months: numberOf(form, `income.${id}.months`) ?? 1,
        evidenceIds: evidenceOf(form, 'income', id),
        ...(excluded !== undefined && excluded !== 'none' && { excluded: optionName(section, 'excluded', excluded) ?? excluded }),
      }];
    }),
    obligors: entriesOf(form, 'obligors').flatMap((id) => {
      const supportsMemberId = textOf(form, `obligors.${id}.supports`);
      if (supportsMemberId === undefined || !ids.has(supportsMemberId)) return [];
      const consented = yesNoOf(form, `obligors.${id}.consented`) === true;
      const householdIncomeFen = consented ? numberOf(form, `obligors.${id}.income`) : undefined;
      const paidFen = numberOf(form, `obligors.${id}.paid`);
      return [{
        id,
        label: textOf(form, `obligors.${id}.name`)?.slice(0, 100) ?? '义务人',
        supportsMemberId,
        consented,
        ...(householdIncomeFen !== undefined && { householdIncomeFen }),
        householdSize: numberOf(form, `obligors.${id}.householdSize`) ?? 1,
        supportedParents: numberOf(form, `obligors.${id}.supportedParents`) ?? 1,
        ...(paidFen !== undefined && { paidFen }),
      }];
    }),
    rigidExpenses: entriesOf(form, 'expenses').flatMap((id) => {
      const amountFen = numberOf(form, `expenses.${id}.amount`);
      const kind = oneOf<RigidExpenseKind>(RIGID_EXPENSE_KINDS, textOf(form, `expenses.${id}.kind`));
      if (amountFen === undefined || !kind) return [];
      return [{
        id,
        ...memberId(`expenses.${id}.member`),
        kind,
        label: textOf(form, `expenses.${id}.label`)?.slice(0, 100) ?? optionName(sectionOf('expenses'), 'kind', kind) ?? kind,
        amountFen,
        months: numberOf(form, `expenses.${id}.months`) ?? 1,
        evidenceIds: evidenceOf(form, 'expenses', id),
      }];
    }),
  };
}

/** What a visit found about each member, for `suggestNeeds`. What was not answered stays unknown. */
export function memberFactsOf(form: VisitForm, on: Day): { readonly id: string; readonly facts: MemberFacts }[] {
  const members = membersOf(form);
  return members.map((member) => {
    const line = (key: string): string | undefined => textOf(form, `members.${member.id}.${key}`);
    const day = dayOf(member.birthDay);
    const child = choicesOf(form, `members.${member.id}.childSituation`);
    const disability = oneOf(DISABILITY_TYPES, line('disability'));
    const grade = line('disabilityGrade');
    const failedAdls = numberOf(form, `members.${member.id}.failedAdls`);
    const capacity = oneOf(LABOUR_CAPACITIES, textOf(form, `labour.${member.id}.capacity`));
    const employment = oneOf(EMPLOYMENTS, textOf(form, `labour.${member.id}.employment`));
    const medical = monthlyMedicalFen(form, member.id);
    return {
      id: member.id,
      facts: {
        ...(day !== undefined && { ageYears: Math.min(130, ageOn(day, on)) }),
        livesAlone: members.length === 1,
        ...(failedAdls !== undefined && { failedAdls }),
        ...(child && { isOrphan: child.includes('orphan'), isDeFactoUnsupported: child.includes('unsupported'), isLeftBehind: child.includes('leftBehind') }),
        ...(disability && { disabilityType: disability }),
        ...(disability && grade !== undefined && { disabilityGrade: Number(grade) }),
        ...(capacity && { labourCapacity: capacity }),
        ...(employment && { employment }),
        ...(line('health') !== undefined && { hasListedSeriousDisease: line('health') === 'serious' }),
        ...(medical !== undefined && { outOfPocketMedicalFen: medical }),
      },
    };
  });
}

/** What a visit found about the household as a whole; the share of rigid spending comes from the calculation. */
export function householdFactsOf(form: VisitForm): HouseholdFacts {
  const isSingleParent = yesNoOf(form, 'household.singleParent');
  const hadDisaster = yesNoOf(form, 'household.disaster');
  const debtFen = numberOf(form, 'household.debt');
  return {
    ...(isSingleParent !== undefined && { isSingleParent }),
    ...(hadDisaster !== undefined && { hadDisaster }),
    ...(debtFen !== undefined && debtFen >= 0 && { debtFen }),
  };
}

function incomeMember(form: VisitForm, member: FormMember, on: Day): IncomeDraft['members'][number] {
  const relation = optionName(sectionOf('members'), 'relation', member.relation) ?? member.relation;
  const birthDay = dayOf(member.birthDay);
  return {
    id: member.id,
    label: `${relation === undefined ? '' : `${relation} `}${member.name}`.slice(0, 100),
    ...(birthDay !== undefined && birthDay <= on && { birthDay }),
    ...(member.sex && { sex: member.sex }),
    conditions: conditionsOfMember(form, member),
  };
}

/** What weighs on the labour coefficient, apart from the age, which the computation reads from the birth date. */
function conditionsOfMember(form: VisitForm, { id, birthDay }: FormMember): MemberCondition[] {
  const health = textOf(form, `members.${id}.health`);
  const disability = textOf(form, `members.${id}.disability`);
  const grade = Number(textOf(form, `members.${id}.disabilityGrade`) ?? Number.NaN);
  const conditions: MemberCondition[] = [];
  if (health === 'chronic') conditions.push('chronicIllness');
  if (health === 'serious') conditions.push('seriousIllness');
  if (textOf(form, `labour.${id}.employment`) === 'student') conditions.push('student');
  if (disability !== undefined && disability !== 'none' && !Number.isNaN(grade)) {
    if (grade <= 2) conditions.push(disability === 'hearing' || disability === 'speech' ? 'deafMuteGrade1To2' : 'disabilitySevere');
    else conditions.push(disability === 'intellectual' || disability === 'mental' ? 'intellectualOrMentalGrade3To4' : 'disabilityMildOrModerate');
  }
  // Only where the age is known: a healthy person of unknown age may be a child.
  if (health === 'healthy' && conditions.length === 0 && birthDay !== undefined) conditions.push('healthyWorkingAge');
  return conditions;
}

/** Own medical spending of a member in a month; undefined where nothing was said. */
function monthlyMedicalFen(form: VisitForm, memberId: string): number | undefined {
  const amounts = entriesOf(form, 'expenses')
    .filter((id) => textOf(form, `expenses.${id}.kind`) === 'medical' && textOf(form, `expenses.${id}.member`) === memberId)
    .flatMap((id) => {
      const fen = numberOf(form, `expenses.${id}.amount`);
      return fen === undefined ? [] : [fen / (numberOf(form, `expenses.${id}.months`) ?? 1)];
    });
  return amounts.length === 0 ? undefined : Math.round(amounts.reduce((sum, one) => sum + one, 0));
}

function sectionOf(key: string): (typeof VISIT_FORM)[number] {
  const section = VISIT_FORM.find((one) => one.key === key);
  if (!section) throw new Error(`the form has no section ${key}`);
  return section;
}

function dayOf(text: string | undefined): Day | undefined {
  const read = daySchema.safeParse(text);
  return read.success ? read.data : undefined;
}

function oneOf<T extends string>(values: readonly T[], value: string | undefined): T | undefined {
  return values.find((one) => one === value);
}
