import type { DeductionRule, MemberCondition } from './parameters/contract.ts';

type Conditions = ReadonlySet<MemberCondition>;

/** The highest deduction whose rule the household meets; undefined when none applies. */
export function householdDeduction(
  members: readonly Conditions[],
  singleParent: boolean,
  rules: readonly DeductionRule[],
): DeductionRule | undefined {
  return rules
    .filter((rule) => (!rule.singleParent || singleParent) && canFill(places(rule), members))
    .reduce<DeductionRule | undefined>((best, rule) => (best && best.deductionMilli >= rule.deductionMilli ? best : rule), undefined);
}

/** A need for two members is two places, each for one member. */
function places(rule: DeductionRule): (readonly MemberCondition[])[] {
  return rule.needs.flatMap((need) => Array.from({ length: need.count }, () => need.anyOf));
}

/**
 * Whether every place can be given to a different member. A member who fits several places is moved to another
 * one when somebody else needs this (augmenting paths), so the order of members does not matter.
 */
function canFill(wanted: readonly (readonly MemberCondition[])[], members: readonly Conditions[]): boolean {
  const placeOfMember = new Map<number, number>();
  const seat = (place: number, asked: Set<number>): boolean => {
    for (const [member, conditions] of members.entries()) {
      if (asked.has(member) || !wanted[place]?.some((condition) => conditions.has(condition))) continue;
      asked.add(member);
      const taken = placeOfMember.get(member);
      if (taken === undefined || seat(taken, asked)) {
        placeOfMember.set(member, place);
        return true;
      }
    }
    return false;
  };
  return wanted.every((_, place) => seat(place, new Set()));
}
