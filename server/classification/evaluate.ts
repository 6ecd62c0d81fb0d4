import type { Condition, FactName, FactValue } from './contract.ts';

export type Facts = Readonly<Partial<Record<FactName, FactValue | undefined>>>;

export interface Verdict {
  /** Undefined when facts that would decide it are unknown. */
  readonly holds: boolean | undefined;
  /** The facts that made it so; for an open verdict, those that are known and still count. */
  readonly restsOn: readonly FactName[];
  /** The facts that would decide it. */
  readonly unknown: readonly FactName[];
}

/** Whether a condition holds, with three answers: yes, no, and nobody has asked. */
export function evaluate(condition: Condition, facts: Facts): Verdict {
  if ('all' in condition) return joined(condition.all.map((one) => evaluate(one, facts)), false);
  if ('any' in condition) return joined(condition.any.map((one) => evaluate(one, facts)), true);
  const value = facts[condition.fact];
  if (value === undefined) return { holds: undefined, restsOn: [], unknown: [condition.fact] };
  return { holds: compare(condition, value), restsOn: [condition.fact], unknown: [] };
}

/** `any` is decided by the first yes, `all` by the first no. */
function joined(parts: readonly Verdict[], decisive: boolean): Verdict {
  const deciding = parts.filter((part) => part.holds === decisive);
  const open = parts.filter((part) => part.holds === undefined);
  const distinct = (names: readonly FactName[]): FactName[] => [...new Set(names)];
  if (deciding.length > 0) return { holds: decisive, restsOn: distinct(deciding.flatMap((part) => part.restsOn)), unknown: [] };
  const restsOn = distinct(parts.flatMap((part) => part.restsOn));
  if (open.length > 0) return { holds: undefined, restsOn, unknown: distinct(open.flatMap((part) => part.unknown)) };
  return { holds: !decisive, restsOn, unknown: [] };
}

function compare(condition: Extract<Condition, { fact: FactName }>, value: FactValue): boolean {
  if ('atLeast' in condition) return typeof value === 'number' && value >= condition.atLeast;
  if ('atMost' in condition) return typeof value === 'number' && value <= condition.atMost;
  if ('is' in condition) return value === condition.is;
  return typeof value === 'string' && condition.oneOf.includes(value);
}
