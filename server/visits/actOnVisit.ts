import { UserError } from '../errors.ts';
import type { Action } from '../people/abilities.ts';
import type { AccountId } from '../people/contract.ts';
import type { Actor } from '../people/authenticate.ts';
import type { VisitAct } from '../rules/contract.ts';
import type { ActRequest, VisitDetail } from './contract.ts';
import { phaseOf } from './phases/contract.ts';
import { findVisit } from './findVisit.ts';
import { finishVisit } from './finishVisit.ts';
import { flagOneInvestigator } from './presence/keepPresence.ts';
import { closePresenceGaps, openPresenceGap } from './presence/presenceGaps.ts';
import type { PlacedAct } from './placeAct.ts';
import { placeAct } from './placeAct.ts';
import { prepareConsent, prepareSignature } from './record/prepare.ts';
import { requireNoConflict } from './staffing/requireNoConflict.ts';
import { takeStep } from './takeStep.ts';
import type { StepExtras } from './takeStep.ts';
import type { Visit } from './visit.ts';
import type { VisitDeps } from './visitDeps.ts';
import { viewVisit } from './viewVisit.ts';

/** Both investigators, more than once each. The trail has them all. */
const KEPT_CHECKS = 10;

/** Which ability each act asks for; the machine's table then says whether the role has a part in it now. */
function actionFor(act: VisitAct['act']): Action {
  if (act === 'explainGap' || act === 'explainNoRecording') return 'gap.explain';
  return 'visit.act';
}

/**
 * One act of a person on a visit: ability, rule, trail, and one atomic change of the store. Done once however often it
 * is sent.
 * @throws RuleError with the rule's own code; UserError `visit.inkMissing`, `visit.notOnRecord`, `notice.textUnknown`
 */
export async function actOnVisit(deps: VisitDeps, actor: Actor, visitId: string, request: ActRequest): Promise<VisitDetail> {
  return deps.lock.run(visitId, async () => {
    const visit = await findVisit(deps, actor, actionFor(request.act.act), visitId);
    if (visit.doneActs.includes(request.actId)) return viewVisit(deps, actor, visit);
    const placed = placeAct(visit, request, deps.now());
    const { act } = placed;
    const { refreshed, extras } = await prepare(deps, actor, visit, request, placed);
    let next = await takeStep(deps, refreshed, act, actor, {
      actId: request.actId,
      ...(request.deviceAtMs !== undefined && { deviceAtMs: request.deviceAtMs }),
      ...extras,
      details: { ...placed.details, ...extras.details },
      ...(request.interpreter !== undefined && { personal: { ...extras.personal, interpreter: request.interpreter } }),
    });
    next = await follow(deps, actor, next, placed, visit);
    deps.announce.changed(visit._id);
    return viewVisit(deps, actor, next);
  });
}

interface Prepared {
  readonly refreshed: Visit;
  readonly extras: StepExtras;
}

/** What an act brings along into the record besides the step itself. */
async function prepare(deps: VisitDeps, actor: Actor, visit: Visit, request: ActRequest, { act, atMs, later }: PlacedAct): Promise<Prepared> {
  const plain = (extras: StepExtras): Prepared => ({ refreshed: visit, extras });
  switch (act.act) {
    case 'check':
      return plain({ change: { checks: [...visit.checks, { by: actor.id, atMs, found: act.found }].slice(-KEPT_CHECKS) } });
    case 'arrive':
      return plain({ change: { startedAtMs: atMs, ...(later && { begunOffline: true }) } });
    case 'join':
      return plain({ change: { presenceGaps: closePresenceGaps(visit.presenceGaps, atMs, actor.id) } });
    case 'leave':
      return plain({ change: { presenceGaps: openPresenceGap(visit, actor.id, atMs, 'left') } });
    case 'appoint':
      return plain({ change: { appointedAtMs: act.appointedAtMs } });
    case 'assign':
      if (act.organisationId !== visit.organisationId) throw new UserError('visit.investigatorUnknown');
      await requireNoConflict(deps, visit.householdId, act.investigatorIds);
      return plain({ change: { investigatorIds: await staffOnly(deps, actor, act.investigatorIds) } });
    case 'decline':
      return plain({ change: { investigatorIds: [] } });
    case 'recordConsent':
      return plain(await prepareConsent(deps, actor, visit, request, act, atMs));
    case 'readBack':
      return plain({ details: { digest: await deps.formDigest(visit._id) } });
    case 'sign':
      return prepareSignature(deps, actor, visit, request, act, atMs);
    case 'close':
      return plain({ change: ended(visit, atMs, later) });
    case 'explainGap':
      return plain({ object: { kind: 'gap', id: act.gapId }, change: { statements: withStatement(visit, act, actor, atMs) } });
    case 'recordRefusal':
    case 'findNoOneHome':
    case 'leaveUnsafe':
    case 'abort': {
      const ends = act.act !== 'recordRefusal' || act.refused === 'visit';
      return plain(ends && phaseOf(visit.state) === 'live' ? { change: ended(visit, atMs, later) } : {});
    }
    default:
      return plain({});
  }
}

function ended(visit: Visit, atMs: number, later: boolean): Partial<Visit> {
  return { closedAtMs: atMs, presenceGaps: closePresenceGaps(visit.presenceGaps, atMs), ...(later && { endedOffline: true }) };
}

/** The first explanation of a gap stands. */
function withStatement(visit: Visit, { gapId, explanation }: { gapId: string; explanation: string }, actor: Actor, nowMs: number): Visit['statements'] {
  if (visit.statements.some((one) => one.gapId === gapId)) return visit.statements;
  return [...visit.statements, { gapId: gapId as Visit['statements'][number]['gapId'], explanation, explainedBy: actor.name, explainedAtMs: nowMs }];
}

/** @throws UserError `visit.investigatorUnknown` for anybody who is not an investigator of the actor's organisation */
async function staffOnly(deps: VisitDeps, actor: Actor, ids: readonly string[]): Promise<readonly AccountId[]> {
  const staff = await deps.investigatorsOf(actor.organisationId);
  const chosen = staff.filter((one) => ids.includes(one));
  if (chosen.length < new Set(ids).size) throw new UserError('visit.investigatorUnknown');
  return chosen;
}

/** What happens once the step is on record. */
async function follow(deps: VisitDeps, actor: Actor, visit: Visit, { act, later }: PlacedAct, before: Visit): Promise<Visit> {
  switch (act.act) {
    case 'accept':
      // The office proposed the time; with both investigators' yes it stands.
      return visit.state === 'bothAccepted' ? takeStep(deps, visit, { act: 'appoint', appointedAtMs: visit.appointedAtMs }, actor) : visit;
    case 'arrive':
      await deps.live.open(visit._id);
      expectPresent(deps, actor, visit, later);
      return visit;
    case 'join':
      expectPresent(deps, actor, visit, later);
      return visit;
    case 'leave':
      await flagOneInvestigator(deps, visit._id, actor.id, deps.now());
      return visit;
    case 'decline':
      await deps.caseNews.declined(before, actor.id, act.conflict === true);
      return visit;
    case 'assign':
      await deps.caseNews.assigned(visit.householdId, visit.investigatorIds);
      return visit;
    case 'recordConsent':
      if (act.outcome === 'given' && (act.kind === 'checkAuthorization' || act.kind === 'obligor')) {
        await deps.caseNews.consented(visit, actor, { kind: act.kind, personId: act.personId, documentId: visit.consents.at(-1)?.inkId ?? visit._id });
      }
      return act.kind === 'recording' && act.outcome === 'refused' ? endRecording(deps, visit) : visit;
    case 'recordRefusal':
      return act.refused === 'visit' ? finishVisit(deps, visit) : endRecording(deps, visit);
    case 'close':
    case 'findNoOneHome':
    case 'leaveUnsafe':
    case 'abort':
    case 'explainGap':
    case 'explainNoRecording':
      return visit.startedAtMs === undefined || phaseOf(visit.state) === 'live' ? visit : finishVisit(deps, visit);
    default:
      return visit;
  }
}

/** A connection is to stand for whoever has come; not for somebody who tells of it only now, and may be far away again. */
function expectPresent(deps: VisitDeps, actor: Actor, visit: Visit, later: boolean): void {
  if (!later) deps.presence.expect(visit._id, actor.id);
}

/** Refused recording stops at once; what was recorded until the refusal stays, because it shows the refusal. */
async function endRecording(deps: VisitDeps, visit: Visit): Promise<Visit> {
  if (visit.recording) return visit;
  await deps.visits.keepRecording(visit._id, await deps.live.end(visit._id));
  return reread(deps, visit);
}

async function reread(deps: VisitDeps, visit: Visit): Promise<Visit> {
  const found = await deps.visits.visit(visit._id);
  if (!found) throw new UserError('visit.unknown');
  return found;
}
