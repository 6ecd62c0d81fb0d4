import { dayInChina } from '../../clocks/days.ts';
import { RuleError, UserError } from '../../errors.ts';
import type { Actor } from '../../people/authenticate.ts';
import { inTrail } from '../../people/authenticate.ts';
import type { Day } from '../../rules/contract.ts';
import type { Trail } from '../../trail/Trail.ts';
import { actOnNeed } from '../actOnNeed.ts';
import type { ClassificationTable, NeedAct, NeedState, OpenQuestion } from '../contract.ts';
import { newSuggestions, suggestNeeds } from '../suggestNeeds.ts';
import type { ClassifiedHousehold } from '../suggestNeeds.ts';
import type { NeedStore } from '../store.ts';

export interface NeedDeps {
  readonly needs: NeedStore;
  readonly trail: Trail;
  readonly lock: { run<T>(id: string, act: () => Promise<T>): Promise<T> };
  /** What the newest form says of the household; undefined where there is none. */
  readonly household: (caseId: string, on: Day) => Promise<ClassifiedHousehold | undefined>;
  readonly table: (on: Day) => Promise<ClassificationTable>;
  readonly now: () => number;
}

/** Which act each state waits for. */
export const ACTS_OF_STATE: Readonly<Record<NeedState, readonly NeedAct['act'][]>> = {
  suggested: ['confirm', 'reject'], confirmed: ['refer'], rejected: [], referred: ['accept'], accepted: ['deliver'], delivered: ['giveFeedback'], feedback: [],
};

/** Keeps what the table suggests now and did not before. What was rejected once is not brought up again. */
export async function suggestForCase(deps: NeedDeps, actor: Actor, caseId: string): Promise<void> {
  await deps.lock.run(`needs/${caseId}`, async () => {
    const on = dayInChina(deps.now());
    const household = await deps.household(caseId, on);
    if (!household) throw new UserError('calculation.noForm');
    const table = await deps.table(on);
    const kept = (await deps.needs.ofCase(caseId)).map(({ need }) => need);
    const fresh = newSuggestions(kept, suggestNeeds(household, table, on).needs);
    if (fresh.length === 0) return;
    await deps.trail.append({
      act: 'need.suggested', actor: inTrail(actor), object: { kind: 'case', id: caseId },
      details: { table: table.version, rules: fresh.map(({ ruleId }) => ruleId).join('+').slice(0, 120), count: fresh.length },
    });
    for (const need of fresh) await deps.needs.add({ _id: `${caseId}/${need.key}`, caseId, need, revision: 1 });
  });
}

/** What nobody has asked yet and could still make a suggestion. */
export async function openQuestions(deps: NeedDeps, caseId: string): Promise<{ open: readonly OpenQuestion[]; table: ClassificationTable; hasForm: boolean }> {
  const on = dayInChina(deps.now());
  const table = await deps.table(on);
  const household = await deps.household(caseId, on);
  return { open: household ? suggestNeeds(household, table, on).open : [], table, hasForm: household !== undefined };
}

/**
 * An officer's decision, a referral's step, or the household's word.
 * @throws UserError `need.unknown`, RuleError by the needs' own rules
 */
export async function actOnCaseNeed(deps: NeedDeps, actor: Actor, caseId: string, key: string, act: NeedAct): Promise<void> {
  await deps.lock.run(`needs/${caseId}`, async () => {
    const record = await deps.needs.need(caseId, key);
    if (!record) throw new UserError('need.unknown');
    const step = actOnNeed(record.need, act, actor, deps.now());
    if (!step.ok) throw new RuleError(step.violation);
    const words = 'reason' in act ? act.reason : 'what' in act ? act.what : 'words' in act ? act.words : undefined;
    await deps.trail.append({
      act: 'need.acted', actor: inTrail(actor), object: { kind: 'case', id: caseId },
      details: { rule: record.need.ruleId, needAct: act.act, from: record.need.state, to: step.need.state },
      ...(words !== undefined && { personal: { words } }),
    });
    if (!(await deps.needs.move(record._id, record.revision, step.need))) throw new UserError('need.changedMeanwhile');
  });
}
