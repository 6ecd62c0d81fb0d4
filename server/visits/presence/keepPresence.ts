import type { Actor } from '../../people/authenticate.ts';
import type { AccountId } from '../../people/contract.ts';
import type { VisitId } from '../contract.ts';
import { LIVE_STATES, phaseOf } from '../phases/contract.ts';
import { findVisit } from '../findVisit.ts';
import { PLATFORM, takeStep } from '../takeStep.ts';
import type { VisitDeps } from '../visitDeps.ts';
import { closePresenceGaps, openPresenceGap } from './presenceGaps.ts';

/** The states in which the machine knows presence; before the door and after the last signature nobody has to be there. */
const PRESENCE_COUNTS: ReadonlySet<string> = new Set(LIVE_STATES.filter((state) => state !== 'signed'));

/**
 * This device of an investigator is in the visit. Back after a lost connection it joins again and ends the gap.
 * @throws RuleError, UserError `access.denied`
 */
export async function bePresent(deps: VisitDeps, actor: Actor, visitId: string, deviceId: string): Promise<VisitId> {
  return deps.lock.run(visitId, async () => {
    const visit = await findVisit(deps, actor, 'visit.act', visitId);
    const here = visit.facts.present.find((one) => one.accountId === actor.id);
    if (PRESENCE_COUNTS.has(visit.state) && here?.deviceId !== deviceId) {
      const presenceGaps = closePresenceGaps(visit.presenceGaps, deps.now(), actor.id);
      await takeStep(deps, visit, { act: 'join', deviceId }, actor, { change: { presenceGaps } });
      deps.announce.changed(visit._id);
    }
    return visit._id;
  });
}

/** The last connection of a present investigator has been gone for too long: a gap in presence and a red flag. */
export async function beGone(deps: VisitDeps, visitId: VisitId, accountId: AccountId, sinceMs: number): Promise<void> {
  await deps.lock.run(visitId, async () => {
    const visit = await deps.visits.visit(visitId);
    if (!visit || !PRESENCE_COUNTS.has(visit.state) || !visit.facts.present.some((one) => one.accountId === accountId)) return;
    const presenceGaps = openPresenceGap(visit, accountId, sinceMs, 'connectionLost');
    await takeStep(deps, visit, { act: 'leave', accountId }, PLATFORM, { change: { presenceGaps }, details: { sinceMs, cause: 'connectionLost' } });
    deps.announce.changed(visitId);
  });
  await flagOneInvestigator(deps, visitId, accountId, sinceMs);
}

/** A visit that goes on with one investigator is looked at. */
export async function flagOneInvestigator(deps: VisitDeps, visitId: VisitId, accountId: AccountId, atMs: number): Promise<void> {
  const visit = await deps.visits.visit(visitId);
  if (!visit || phaseOf(visit.state) !== 'live') return;
  await deps.raiseFlag({ visitId, kind: 'presence.oneInvestigator', atMs, subject: `${accountId}-${atMs}`, evidence: { accountId, state: visit.state } });
}
