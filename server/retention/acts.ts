import { randomUUID } from 'node:crypto';
import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import { phaseOf } from '../visits/phases/contract.ts';
import type { VisitId, VisitState } from '../visits/contract.ts';
import type { DestructionId, Outcome } from './contract.ts';
import type { DestroyDeps } from './destroyMedia.ts';
import { destroyMedia } from './destroyMedia.ts';
import type { Destruction, RetentionYears } from './retention.ts';
import { dueAt } from './retention.ts';

/** A visit as this noun needs it. */
export interface KeptVisit {
  readonly _id: VisitId;
  readonly state: VisitState;
  readonly closedAtMs?: number;
}

export interface RetentionDeps extends DestroyDeps {
  readonly years: RetentionYears;
  readonly outcomeOf: (visitId: VisitId) => Promise<Outcome>;
}

/** When the media of a visit may be destroyed; undefined while it has not ended. */
export async function dueOf(deps: Pick<RetentionDeps, 'years' | 'outcomeOf'>, { _id, closedAtMs }: KeptVisit): Promise<number | undefined> {
  return closedAtMs === undefined ? undefined : dueAt(closedAtMs, await deps.outcomeOf(_id), deps.years);
}

export async function placeHold(deps: RetentionDeps, actor: Actor, visit: KeptVisit, reason: string): Promise<void> {
  if (await deps.store.hold(visit._id)) return;
  await deps.trail.append({ act: 'retention.held', actor: inTrail(actor), object: { kind: 'visit', id: visit._id }, visitId: visit._id, personal: { reason } });
  await deps.store.placeHold({ _id: visit._id, reason, byId: actor.id, by: actor.name, atMs: deps.now() });
}

export async function liftHold(deps: RetentionDeps, actor: Actor, visit: KeptVisit): Promise<void> {
  if (!(await deps.store.hold(visit._id))) return;
  await deps.trail.append({ act: 'retention.released', actor: inTrail(actor), object: { kind: 'visit', id: visit._id }, visitId: visit._id });
  await deps.store.liftHold(visit._id);
}

/** @throws UserError `retention.held`, `retention.notDue`, `visit.wrongState` */
export async function requestDestruction(deps: RetentionDeps, actor: Actor, visit: KeptVisit, reason: string): Promise<void> {
  if (phaseOf(visit.state) !== 'sealed') throw new UserError('visit.wrongState');
  await requireFree(deps, visit);
  if (await deps.store.ofVisit(visit._id)) return;
  const id = randomUUID() as string as DestructionId;
  await deps.trail.append({ act: 'retention.requested', actor: inTrail(actor), object: { kind: 'destruction', id }, visitId: visit._id, personal: { reason } });
  await deps.store.add({
    _id: id, visitId: visit._id, state: 'requested', reason, requestedById: actor.id, requestedBy: actor.name, requestedAtMs: deps.now(),
  });
}

export async function withdrawDestruction(deps: RetentionDeps, actor: Actor, visit: KeptVisit): Promise<void> {
  const requested = await requestedOf(deps, visit);
  await deps.trail.append({ act: 'retention.withdrawn', actor: inTrail(actor), object: { kind: 'destruction', id: requested._id }, visitId: visit._id });
  await deps.store.transition(requested._id, 'requested', { state: 'withdrawn' });
}

/**
 * The second person's word; then it is done at once.
 * @throws UserError `retention.samePerson`, `retention.held`, `retention.notDue`, `retention.notRequested`
 */
export async function confirmDestruction(deps: RetentionDeps, actor: Actor, visit: KeptVisit): Promise<void> {
  const requested = await requestedOf(deps, visit);
  if (requested.requestedById === actor.id) throw new UserError('retention.samePerson');
  // A hold may have been placed since.
  await requireFree(deps, visit);
  await deps.trail.append({ act: 'retention.confirmed', actor: inTrail(actor), object: { kind: 'destruction', id: requested._id }, visitId: visit._id });
  const confirmed = await deps.store.transition(requested._id, 'requested', { state: 'confirmed', confirmedById: actor.id, confirmedBy: actor.name });
  if (confirmed) await destroyMedia(deps, confirmed);
}

async function requestedOf(deps: RetentionDeps, visit: KeptVisit): Promise<Destruction> {
  const found = await deps.store.ofVisit(visit._id);
  if (found?.state !== 'requested') throw new UserError('retention.notRequested');
  return found;
}

async function requireFree(deps: RetentionDeps, visit: KeptVisit): Promise<void> {
  if (await deps.store.hold(visit._id)) throw new UserError('retention.held');
  const dueAtMs = await dueOf(deps, visit);
  if (dueAtMs === undefined || deps.now() < dueAtMs) throw new UserError('retention.notDue');
}
