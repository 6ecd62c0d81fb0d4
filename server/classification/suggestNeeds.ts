import type { Day } from '../rules/contract.ts';
import type { ClassificationRule, ClassificationTable, FactName, FactValue, HouseholdFacts, MemberFacts, Need, NeedIn, OpenQuestion } from './contract.ts';
import type { Facts } from './evaluate.ts';
import { evaluate } from './evaluate.ts';
import { factText } from './factTexts.ts';

export interface ClassifiedHousehold {
  readonly facts: HouseholdFacts;
  readonly members: readonly { readonly id: string; readonly facts: MemberFacts }[];
}

export interface Suggestions {
  readonly needs: readonly NeedIn<'suggested'>[];
  /** What could still be suggested if somebody asked. */
  readonly open: readonly OpenQuestion[];
}

/**
 * What the table suggests for a household, each with the facts it rests on. It only suggests: an officer confirms.
 * The same facts and table give the same suggestions, in the table's order.
 */
export function suggestNeeds(household: ClassifiedHousehold, table: ClassificationTable, on: Day): Suggestions {
  const judged = table.rules.flatMap((rule) => asked(rule, household)).map((one) => ({ ...one, verdict: evaluate(one.rule.when, one.facts) }));
  return {
    needs: judged
      .filter(({ verdict }) => verdict.holds === true)
      .map(({ rule, memberId, facts, verdict }) => suggestionOf(rule, memberId, facts, verdict.restsOn, table, on)),
    open: judged
      .filter(({ verdict }) => verdict.holds === undefined)
      .map(({ rule, memberId, verdict }) => ({ ruleId: rule.id, name: rule.name, ...(memberId !== undefined && { memberId }), unknown: verdict.unknown })),
  };
}

interface Asked {
  readonly rule: ClassificationRule;
  readonly memberId: string | undefined;
  readonly facts: Facts;
}

/** Whom a rule is asked about. A member's rule may also look at the household, e.g. a student of a single parent. */
function asked(rule: ClassificationRule, { facts, members }: ClassifiedHousehold): Asked[] {
  if (rule.of === 'household') return [{ rule, memberId: undefined, facts }];
  return members.map((member) => ({ rule, memberId: member.id, facts: { ...facts, ...member.facts } }));
}

/** The suggestions that nobody has seen yet: what was rejected once is not brought up again by the same rule. */
export function newSuggestions(kept: readonly Need[], fresh: readonly NeedIn<'suggested'>[]): NeedIn<'suggested'>[] {
  const known = new Set(kept.map((need) => need.key));
  return fresh.filter((need) => !known.has(need.key));
}

function suggestionOf(
  rule: ClassificationRule,
  memberId: string | undefined,
  facts: Facts,
  names: readonly FactName[],
  table: ClassificationTable,
  on: Day,
): NeedIn<'suggested'> {
  const restsOn = names.flatMap((fact) => {
    const value: FactValue | undefined = facts[fact];
    return value === undefined ? [] : [{ fact, value, text: factText(fact, value) }];
  });
  return {
    state: 'suggested',
    key: memberId === undefined ? rule.id : `${rule.id}:${memberId}`,
    ruleId: rule.id,
    tableVersion: table.version,
    category: rule.category,
    ...(memberId !== undefined && { memberId }),
    name: rule.name,
    serviceIds: rule.serviceIds,
    restsOn,
    suggestedOn: on,
  };
}
