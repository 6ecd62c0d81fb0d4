import { dayInChina } from '../clocks/days.ts';
import type { Actor } from '../people/authenticate.ts';
import { caseActsOpenTo } from '../rules/caseMachine.ts';
import { procedureOf } from './actOnCase.ts';
import { viewClocks } from './caseClocks.ts';
import type { CaseFile, DeadlineStrip, DueCase, ProcedureView } from './contract.ts';
import { ACTS_OF_OTHERS } from './contract.ts';
import type { ProcedureDeps } from './procedureDeps.ts';

export async function viewProcedure(deps: ProcedureDeps, actor: Actor, file: CaseFile): Promise<ProcedureView> {
  const record = await procedureOf(deps, file);
  const { state, facts } = record;
  const today = dayInChina(deps.now());
  return {
    caseId: file.id,
    caseNumber: file.caseNumber,
    applicantName: deps.nameFor(actor, file),
    state,
    overlays: facts.overlays,
    ...(facts.publicityOverOn !== undefined && { publicityOverOn: facts.publicityOverOn }),
    openObjections: facts.objections.filter(({ resolved }) => !resolved).map(({ objectionId }) => objectionId),
    deadlines: viewClocks(record, today, await deps.clockRules(today)),
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
