import type { RuleActor, RuleViolation, Sentence } from './contract.ts';

/**
 * A state machine as a table. Each row says from which states an act leads where, who may do it, and which rules
 * it has to keep; or that an act is never allowed there, and which rule forbids it. What is in no row is refused.
 */
export interface Machine<State extends string, Act extends { readonly act: string }, Facts, Policy, Rule extends string, When extends string> {
  readonly table: readonly Row<State, Act['act'], Rule, When>[];
  /** The rules that look at facts: true when the rule is kept. */
  readonly guards: Readonly<Partial<Record<Rule, Check<Act, Facts, Policy>>>>;
  /** What some rows depend on. */
  readonly conditions: Readonly<Record<When, Check<Act, Facts, Policy>>>;
  readonly sentences: Readonly<Record<Rule, Sentence>>;
  /** The facts after the act. */
  readonly note: (moment: Moment<Act, Facts, Policy>, to: State) => Facts;
  /** The rule that is broken by an act that has no row in this state, and by a person whose role has no part in it. */
  readonly wrongState: Rule;
  readonly wrongRole: Rule;
}

export type Row<State extends string, ActName extends string, Rule extends string, When extends string> = {
  readonly act: ActName;
  readonly from: readonly State[];
  /** The row counts only when this holds. */
  readonly when?: When;
} & (
  | {
      /** `same`: the act is noted and the state stays. */
      readonly to: State | 'same';
      readonly by: readonly RuleActor['role'][];
      /** Asked in this order; the first that is broken is the answer. */
      readonly keeps?: readonly Rule[];
    }
  | {
      readonly never: Rule;
      /** Whom it is forbidden to; everybody when missing. */
      readonly by?: readonly RuleActor['role'][];
    }
);

export interface Moment<Act, Facts, Policy> {
  readonly facts: Facts;
  readonly act: Act;
  readonly actor: RuleActor;
  readonly policy: Policy;
}

export type Check<Act, Facts, Policy> = (moment: Moment<Act, Facts, Policy>) => boolean;

export interface Subject<State, Facts> {
  readonly state: State;
  readonly facts: Facts;
}

export type Step<State, Facts, Rule extends string> =
  | { readonly ok: true; readonly state: State; readonly facts: Facts }
  | { readonly ok: false; readonly violation: RuleViolation<Rule> };

/** What an act leads to, or the rule it breaks. Pure: the same arguments give the same answer. */
export function step<State extends string, Act extends { readonly act: string }, Facts, Policy, Rule extends string, When extends string>(
  machine: Machine<State, Act, Facts, Policy, Rule, When>,
  { state, facts }: Subject<State, Facts>,
  act: Act,
  actor: RuleActor,
  policy: Policy,
): Step<State, Facts, Rule> {
  const moment = { facts, act, actor, policy };
  const refuse = (code: Rule): Step<State, Facts, Rule> => ({ ok: false, violation: { code, sentence: machine.sentences[code] } });
  const rows = machine.table.filter(
    (row) => row.act === act.act && row.from.includes(state) && (row.when === undefined || machine.conditions[row.when](moment)),
  );
  for (const row of rows) {
    if ('never' in row && (row.by === undefined || row.by.includes(actor.role))) return refuse(row.never);
  }
  const row = rows.find((one) => 'to' in one);
  if (!row || !('to' in row)) return refuse(machine.wrongState);
  if (!row.by.includes(actor.role)) return refuse(machine.wrongRole);
  for (const rule of row.keeps ?? []) {
    const isKept = machine.guards[rule];
    if (!isKept) throw new Error(`rule ${rule} is in the table but has no guard`);
    if (!isKept(moment)) return refuse(rule);
  }
  const to = row.to === 'same' ? state : row.to;
  return { ok: true, state: to, facts: machine.note(moment, to) };
}

/** The acts that a role may try in a state; which of them succeed depends on the facts. For buttons. */
export function actsOpenTo<State extends string, ActName extends string>(
  table: readonly Row<State, ActName, string, string>[],
  state: State,
  role: RuleActor['role'],
): ActName[] {
  const open = table.filter((row) => 'to' in row && row.from.includes(state) && row.by.includes(role)).map((row) => row.act);
  return [...new Set(open)];
}
