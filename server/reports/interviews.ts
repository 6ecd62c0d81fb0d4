import { UserError } from '../errors.ts';
import { scopeOf } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import { accessTo, maskField } from '../people/fieldAccess.ts';
import type { Viewer } from '../people/fieldAccess.ts';
import type { CaseFile } from '../procedures/contract.ts';
import type { AddInterview, InterviewList, InterviewView } from './contract.ts';
import type { ReportDeps } from './reportDeps.ts';
import type { InterviewRecord } from './store.ts';

/**
 * Keeps a neighbour's words. Sent again it changes nothing.
 * @throws UserError `report.notWritable` outside the investigation
 */
export async function addInterview(deps: ReportDeps, actor: Actor, file: CaseFile, { interviewId, outOfHearing: _told, ...interview }: AddInterview): Promise<void> {
  const known = await deps.reports.interview(interviewId);
  if (known) {
    if (known.caseId !== file.id) throw new UserError('input.invalid');
    return;
  }
  const state = await deps.stateOf(file);
  if (state !== 'investigating' && state !== 'returned' && state !== 'reinvestigating') throw new UserError('report.notWritable');
  await deps.trail.append({
    act: 'interview.added', actor: inTrail(actor), object: { kind: 'case', id: file.id },
    details: { interviewId, relation: interview.relation, yearsKnown: interview.yearsKnown },
    personal: { neighbourName: interview.neighbourName, statement: interview.statement },
  });
  await deps.reports.addInterview({ _id: interviewId, caseId: file.id, ...interview, heardBy: { id: actor.id, name: actor.name }, atMs: deps.now() });
}

/** What this viewer may know of the interviews: the household nothing, the district not who spoke. */
export async function viewInterviews(deps: ReportDeps, actor: Actor, viewer: Viewer, file: CaseFile): Promise<InterviewList> {
  const records = await deps.reports.interviewsOf(file.id);
  const redact = (await deps.redactFor(actor, file)) ?? ((text: string) => text);
  return {
    caseId: file.id,
    interviews: records.map((record) => viewOf(record, viewer, redact)),
    expected: deps.interviewsExpected,
    may: { add: scopeOf(actor.role, 'interview.add') !== undefined && ['investigating', 'returned', 'reinvestigating'].includes(await deps.stateOf(file)) },
  };
}

function viewOf({ _id, neighbourName, relation, yearsKnown, statement, heardBy, atMs }: InterviewRecord, viewer: Viewer, redact: (text: string) => string): InterviewView {
  const looking = { viewer, ofMinor: false };
  const identity = accessTo('neighbourIdentity', looking);
  return {
    interviewId: _id,
    ...(identity !== 'hidden' && { neighbourName: identity === 'clear' ? neighbourName : maskField('neighbourIdentity', neighbourName) }),
    relation,
    yearsKnown,
    ...(accessTo('neighbourStatement', looking) === 'clear' && { statement: redact(statement) }),
    heardBy: heardBy.name,
    atMs,
  };
}
