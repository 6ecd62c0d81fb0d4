import { dayInChina } from '../clocks/days.ts';
import { startClock } from '../clocks/startClock.ts';
import { RuleError, UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import { newCaseFacts } from '../rules/caseFacts.ts';
import { stepCase } from '../rules/caseMachine.ts';
import type { CaseAct, CaseState, RuleActor } from '../rules/contract.ts';
import { clocksAfter } from './caseClocks.ts';
import type { CaseFile } from './contract.ts';
import type { NotedProcedure, ProcedureDeps } from './procedureDeps.ts';
import type { ProcedureRecord } from './store.ts';

/** The platform's own acts: a visit that ended, a publicity that ran out. */
export const PLATFORM = { id: 'platform', role: 'system', organisationId: 'platform' } as const satisfies RuleActor;

/** Tries of an act that another server's act overtakes. */
const MOST_TRIES = 5;

/**
 * Moves a case on by the field's table. A refusal is an entry of the trail, by the name of its rule; so is the act,
 * before it takes effect.
 *
 * @param atOnce what else has to be there with the act, e.g. the report it is about; runs after the rules have agreed
 * and before the case moves
 * @throws RuleError the rule that says no; UserError `organisation.notContracted` when the case is entrusted to it
 */
export async function actOnCase(
  deps: ProcedureDeps,
  actor: Actor | typeof PLATFORM,
  file: CaseFile,
  act: CaseAct,
  atOnce: () => Promise<void> = async () => undefined,
): Promise<ProcedureRecord> {
  if (act.act === 'startInvestigation' && !(await deps.mayInvestigate(act.organisationId, file.townId))) throw new UserError('organisation.notContracted');
  return deps.lock.run(`case/${file.id}`, async () => {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const moved = await tryOnce(deps, actor, file, act, atOnce);
      if (moved) return moved;
    }
    throw new Error(`case ${file.id} is being acted on from elsewhere`);
  });
}

/** Where the case stands. */
export async function procedureOf(deps: Pick<ProcedureDeps, 'procedures'>, file: CaseFile): Promise<ProcedureRecord> {
  return (await deps.procedures.procedure(file.id)) ?? firstProcedure(file);
}

/** Takes cases over that came under way, so that their clocks run from the day they came. Safe to repeat. */
export async function takeOver(deps: ProcedureDeps, files: readonly CaseFile[]): Promise<void> {
  const today = dayInChina(deps.now());
  const rules = await deps.clockRules(today);
  const known = new Set((await deps.procedures.procedures(files.map(({ id }) => id))).map(({ _id }) => _id));
  const records = files.filter(({ id }) => !known.has(id)).map((file): ProcedureRecord => {
    const first = firstProcedure(file);
    return { ...first, ...clocksAfter(first.facts, [], today, rules), revision: 1 };
  });
  await deps.procedures.addMany(records);
  for (const record of records) if (record.next) await deps.noteProcedure(record._id, notedOf(record));
}

function notedOf({ state, next, facts }: Pick<ProcedureRecord, 'state' | 'next' | 'facts'>): NotedProcedure {
  return { state, dueOn: next?.dueOn, organisationId: facts.vendorOrganisationId };
}

/** States before the case was accepted: no clock runs in them. */
const BEFORE_ACCEPTANCE: readonly CaseState[] = ['draft', 'submitted', 'supplement', 'notAccepted', 'withdrawn', 'procedureEnded'];

/** A case that nobody has acted on here. One that came under way is taken over as accepted on the day it came. */
function firstProcedure({ id, townId, state, organisationId, investigatorIds, createdAtMs }: CaseFile): ProcedureRecord {
  const cameOn = dayInChina(createdAtMs);
  return {
    _id: id, townId, state, revision: 0, deadlines: [],
    facts: {
      ...newCaseFacts(),
      ...(organisationId !== undefined && { vendorOrganisationId: organisationId }),
      investigatorIds,
      days: BEFORE_ACCEPTANCE.includes(state) ? {} : { acceptedOn: cameOn, ...(state !== 'accepted' && { investigationStartedOn: cameOn }) },
    },
  };
}

async function tryOnce(
  deps: ProcedureDeps,
  actor: Actor | typeof PLATFORM,
  file: CaseFile,
  act: CaseAct,
  atOnce: () => Promise<void>,
): Promise<ProcedureRecord | undefined> {
  const before = await procedureOf(deps, file);
  const today = dayInChina(deps.now());
  const rules = await deps.clockRules(today);
  const step = stepCase(before, act, { id: actor.id, role: actor.role, organisationId: actor.organisationId }, {
    today,
    publicityOverOn: (publishedOn) =>
      startClock('publicity', publishedOn, rules.parameters, rules.calendar, { decidedBy: 'town', exceptional: false }).dueOn,
    retention: deps.retention,
  });
  const said = { ...('name' in actor && { actor: inTrail(actor) }), object: { kind: 'case', id: file.id } };
  if (!step.ok) {
    await deps.trail.append({ act: 'case.refused', ...said, details: { caseAct: act.act, state: before.state, rule: step.violation.code } });
    throw new RuleError(step.violation);
  }
  await deps.trail.append({
    act: 'case.acted',
    ...said,
    details: { caseAct: act.act, from: before.state, to: step.state, clocks: rules.parameters.version, ...(act.act === 'noteVisit' && { outcome: act.outcome }) },
    ...(act.act === 'noteVisit' && act.visitId !== undefined && { visitId: act.visitId }),
    personal: textsOf(act),
  });
  await atOnce();
  if (before.revision === 0) await deps.procedures.add(before);
  // Named one by one: what no longer runs must not stay behind as the next thing due.
  const moved: ProcedureRecord = {
    _id: file.id, townId: file.townId, revision: before.revision, state: step.state, facts: step.facts,
    ...clocksAfter(step.facts, before.deadlines, today, rules),
  };
  if (!(await deps.procedures.move(moved))) return undefined;
  await deps.noteProcedure(file.id, notedOf(moved));
  return { ...moved, revision: before.revision + 1 };
}

/** People's words, which the trail withholds. */
function textsOf(act: CaseAct): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const name of ['missing', 'reason', 'remarks', 'opinion', 'finding', 'statement'] as const) {
    const value = (act as Readonly<Record<string, unknown>>)[name];
    if (typeof value === 'string' && value !== '') texts[name] = value;
  }
  return texts;
}
