import type { GapStatement, RecordingStatus } from '../../recordings/contract.ts';
import { viewOfHousehold } from '../cases/household.ts';
import { dayInChina } from '../clocks/days.ts';
import { may } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import { lookingOf } from '../people/looking.ts';
import type { GapView, VisitAbilities, VisitDetail, VisitSummary } from './contract.ts';
import { maskName } from '../people/masking.ts';
import { visitActsOpenTo } from '../rules/visitMachine.ts';
import { phaseOf } from './phases/contract.ts';
import type { Visit } from './visit.ts';
import { explainsItself } from './visit.ts';
import type { VisitDeps } from './visitDeps.ts';

/** The visits as this person may see them, with what they may do. */
export async function viewVisits(deps: VisitDeps, actor: Actor, visits: readonly Visit[]): Promise<VisitSummary[]> {
  const [households, accounts] = await Promise.all([
    deps.households([...new Set(visits.map((visit) => visit.householdId))]),
    deps.accounts([...new Set(visits.flatMap((visit) => visit.investigatorIds))]),
  ]);
  return Promise.all(
    visits.map(async (visit) => {
      const household = households.find((one) => one._id === visit.householdId);
      if (!household) throw new Error(`visit ${visit._id} has no household`);
      const live = await deps.live.get(visit._id);
      return {
        id: visit._id,
        household: viewOfHousehold(household, lookingOf(actor, visit.sealedAtMs, deps), dayInChina(deps.now())),
        investigators: accounts.filter((account) => visit.investigatorIds.includes(account.id)),
        organisationId: visit.organisationId,
        appointedAtMs: visit.appointedAtMs,
        state: visit.state,
        ...(visit.startedAtMs !== undefined && { startedAtMs: visit.startedAtMs }),
        ...(visit.closedAtMs !== undefined && { closedAtMs: visit.closedAtMs }),
        ...(visit.sealedAtMs !== undefined && { sealedAtMs: visit.sealedAtMs }),
        ...(visit.begunOffline && { begunOffline: true as const }),
        acceptedBy: visit.facts.acceptedBy,
        recordingRefused: visit.facts.recordingConsent === 'refused',
        live: live?.tracks.some(({ source }) => source === 'camera' || source === 'microphone') ?? false,
        ...(live?.privacySinceMs !== undefined && { privacySinceMs: live.privacySinceMs }),
        watchers: live?.watchers ?? [],
        may: abilitiesOn(actor, visit),
      };
    }),
  );
}

export async function viewVisit(deps: VisitDeps, actor: Actor, visit: Visit): Promise<VisitDetail> {
  const [[summary], live, photos] = await Promise.all([
    viewVisits(deps, actor, [visit]),
    deps.live.get(visit._id),
    deps.photosOf(visit._id),
  ]);
  if (!summary) throw new Error(`visit ${visit._id} has no view`);
  const status = visit.recording ?? (await live?.status());
  return {
    ...summary,
    ...(status && { recording: { ...viewOfRecording(visit, status), ...(live?.alarm && { alarm: live.alarm }) } }),
    photos: may(actor, 'photo.view', visit) ? photos : [],
    presence: { present: visit.facts.present, gaps: visit.presenceGaps },
    checks: visit.checks,
    ...viewOfRecord(actor, visit),
    tracks: live?.tracks ?? [],
  };
}

/** Consents and signatures say who the people are; only who may see the form sees them. */
function viewOfRecord(actor: Actor, visit: Visit): Pick<VisitDetail, 'consents' | 'signatures' | 'signedDigest' | 'exitReason'> {
  if (!may(actor, 'form.view', visit)) return { consents: [], signatures: [] };
  return {
    consents: visit.consents,
    signatures: visit.signatures.map(({ name, ...signature }) => ({ ...signature, ...(name !== undefined && { name: actor.role === 'reviewer' ? maskName(name) : name }) })),
    ...(visit.signedDigest !== undefined && { signedDigest: visit.signedDigest }),
    ...(visit.facts.exitReason !== undefined && { exitReason: visit.facts.exitReason }),
  };
}

function viewOfRecording(visit: Visit, status: RecordingStatus): NonNullable<VisitDetail['recording']> {
  return {
    ...(status.startMs !== undefined && { startMs: status.startMs }),
    ...(status.endMs !== undefined && { endMs: status.endMs }),
    bytes: status.bytes,
    gaps: status.gaps.map((gap) => {
      const statement = visit.statements.find((one) => one.gapId === gap.id);
      return { ...gap, toExplain: statement === undefined && !explainsItself(gap), ...(statement && statementInView(statement)) };
    }),
  };
}

function statementInView({ explanation, explainedBy, ruling, ruledBy }: GapStatement): Partial<GapView> {
  return { explanation, explainedBy, ...(ruling && { ruling }), ...(ruledBy !== undefined && { ruledBy }) };
}

function abilitiesOn(actor: Actor, visit: Visit): VisitAbilities {
  const phase = phaseOf(visit.state);
  const recordable = phase === 'live' && visit.facts.recordingConsent !== 'refused';
  const open = visit.sealedAtMs === undefined;
  const ended = phase === 'finishing' || (phase === 'over' && visit.startedAtMs !== undefined);
  return {
    acts: may(actor, 'visit.act', visit) ? visitActsOpenTo(visit.state, actor.role) : [],
    viewForm: may(actor, 'form.view', visit),
    publish: recordable && may(actor, 'visit.publish', visit),
    addPhoto: phase === 'live' && may(actor, 'photo.add', visit),
    close: visit.state === 'signed' && may(actor, 'visit.act', visit) && actor.role === 'investigator',
    watch: recordable && may(actor, 'visit.watch', visit),
    explainGaps: ended && open && may(actor, 'gap.explain', visit),
    ruleGaps: (ended || !open) && may(actor, 'gap.rule', visit),
    replay: visit.startedAtMs !== undefined && may(actor, 'replay.open', visit),
  };
}
