import { dayInChina } from '../clocks/days.ts';
import type { Action } from '../people/abilities.ts';
import { scopeOf } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import type { Role } from '../people/contract.ts';
import type { CaseState } from '../rules/contract.ts';
import { caseActsOpenTo } from '../rules/caseMachine.ts';
import { procedureOf } from './actOnCase.ts';
import { viewClocks } from './caseClocks.ts';
import type { CaseFile, CaseRoom, DeadlineStrip, DueCase, ProcedureView, WorkQueue } from './contract.ts';
import { ACTS_OF_OTHERS, CASE_ROOMS, COUNTED_TO } from './contract.ts';
import type { ProcedureDeps } from './procedureDeps.ts';

const ABILITY_OF_ROOM: Readonly<Record<CaseRoom, Action>> = {
  report: 'report.view', interviews: 'interview.view', calculation: 'calculation.view', needs: 'need.view', documents: 'document.view',
};

/** The states in which a case waits for somebody of this role. */
const WAITS_FOR: Readonly<Partial<Record<Role, readonly CaseState[]>>> = {
  investigator: ['investigating', 'returned', 'reinvestigating'],
  orgAdmin: ['investigating', 'returned', 'reinvestigating'],
  clerk: ['draft', 'submitted', 'supplement', 'accepted', 'reported', 'reviewed', 'appraised', 'coReviewed', 'preliminaryOpinion', 'publicity', 'objected', 'approved', 'refused'],
  approver: ['decisionPending', 'heard', 'adjustProposed'],
  reviewer: ['reported'],
  supervisor: ['investigating', 'reported', 'returned', 'objected', 'reinvestigating'],
};
const MAX_QUEUED = 50;

/** What waits for this person's role, and how many cases stand where. */
export async function viewQueue(deps: ProcedureDeps, actor: Actor): Promise<WorkQueue> {
  const scope = await deps.scopeFor(actor, 'deadline.view');
  const states = WAITS_FOR[actor.role] ?? [];
  const [counts, records] = await Promise.all([
    deps.procedures.countInStates(scope, states, COUNTED_TO), deps.procedures.inState(scope, states, MAX_QUEUED),
  ]);
  const files = new Map((await deps.caseFiles(records.map(({ _id }) => _id))).map((file) => [file.id, file]));
  return {
    today: dayInChina(deps.now()),
    counts,
    waiting: records.flatMap(({ _id, state, next }) => {
      const file = files.get(_id);
      return file ? [{ caseId: _id, caseNumber: file.caseNumber, applicantName: deps.nameFor(actor, file), state, ...(next && { dueOn: next.dueOn }) }] : [];
    }),
  };
}

export async function viewProcedure(deps: ProcedureDeps, actor: Actor, file: CaseFile): Promise<ProcedureView> {
  const record = await procedureOf(deps, file);
  const { state, facts } = record;
  const today = dayInChina(deps.now());
  return {
    caseId: file.id,
    caseNumber: file.caseNumber,
    applicantName: deps.nameFor(actor, file),
    townId: file.townId,
    state,
    overlays: facts.overlays,
    ...(facts.publicityOverOn !== undefined && { publicityOverOn: facts.publicityOverOn }),
    openObjections: facts.objections.filter(({ resolved }) => !resolved).map(({ objectionId }) => objectionId),
    deadlines: viewClocks(record, today, await deps.clockRules(today)),
    rooms: CASE_ROOMS.filter((room) => scopeOf(actor.role, ABILITY_OF_ROOM[room]) !== undefined),
    acts: caseActsOpenTo(state, actor.role).filter((act) => !(ACTS_OF_OTHERS as readonly string[]).includes(act)),
  };
}

/** What is due on this person's cases, the most urgent first, and how much of it there is. */
export async function viewDue(deps: ProcedureDeps, actor: Actor, limit: number): Promise<DeadlineStrip> {
  const scope = await deps.scopeFor(actor, 'deadline.view');
  const today = dayInChina(deps.now());
  const [counts, records, rules] = await Promise.all([
    deps.procedures.countDue(scope, today), deps.procedures.due(scope, today, limit), deps.clockRules(today),
  ]);
  const files = new Map((await deps.caseFiles(records.map(({ _id }) => _id))).map((file) => [file.id, file]));
  const cases = records.flatMap((record): DueCase[] => {
    const file = files.get(record._id);
    const deadline = viewClocks(record, today, rules).find(({ clock }) => clock === record.next?.clock);
    return file && deadline ? [{ caseId: file.id, caseNumber: file.caseNumber, applicantName: deps.nameFor(actor, file), state: record.state, deadline }] : [];
  });
  return { today, ...counts, cases, uncertain: cases.some(({ deadline }) => !deadline.certain) };
}
