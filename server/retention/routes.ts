import { phaseOf } from '../visits/phases/contract.ts';
import type { Request, Response } from 'express';
import { Router } from 'express';
import type { Authenticate } from '../http.ts';
import type { Action } from '../people/abilities.ts';
import { scopeOf } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import type { VisitLock } from '../visits/VisitLock.ts';
import type { KeptVisit, RetentionDeps } from './acts.ts';
import { confirmDestruction, dueOf, liftHold, placeHold, requestDestruction, withdrawDestruction } from './acts.ts';
import type { DestructionView, RetentionView } from './contract.ts';
import { reasonSchema } from './contract.ts';
import type { Destruction } from './retention.ts';

export interface RetentionRouteDeps extends RetentionDeps {
  /** One act on a visit's retention at a time. */
  readonly lock: Pick<VisitLock, 'run'>;
  /** The visit, when this person may do this to it; throws otherwise. */
  readonly visitFor: (actor: Actor, action: Action, visitId: string) => Promise<KeptVisit>;
}

export function retentionRoutes(deps: RetentionRouteDeps, authenticate: Authenticate): Router {
  const router = Router();
  type Answer = Response<RetentionView>;
  type Asked = Request<{ visitId: string }>;

  /** Every act: who, may they, one after the other, and then what has become of it. */
  const acting = (action: Action, act: (actor: Actor, visit: KeptVisit, request: Asked) => Promise<void>) => async (request: Asked, response: Answer) => {
    const actor = await authenticate(request);
    const visit = await deps.visitFor(actor, action, request.params.visitId);
    await deps.lock.run(visit._id, () => act(actor, visit, request));
    response.json(await viewRetention(deps, actor, visit));
  };

  router.get('/visits/:visitId/retention', acting('retention.view', () => Promise.resolve()));
  router.post('/visits/:visitId/retention/hold', acting('retention.hold', (actor, visit, request) => placeHold(deps, actor, visit, reasonSchema.parse(request.body).reason)));
  router.delete('/visits/:visitId/retention/hold', acting('retention.hold', (actor, visit) => liftHold(deps, actor, visit)));
  router.post('/visits/:visitId/retention/destruction', acting('retention.destroy', (actor, visit, request) => requestDestruction(deps, actor, visit, reasonSchema.parse(request.body).reason)));
  router.delete('/visits/:visitId/retention/destruction', acting('retention.destroy', (actor, visit) => withdrawDestruction(deps, actor, visit)));
  router.post('/visits/:visitId/retention/destruction/confirm', acting('retention.destroy', (actor, visit) => confirmDestruction(deps, actor, visit)));
  return router;
}

async function viewRetention(deps: RetentionRouteDeps, actor: Actor, visit: KeptVisit): Promise<RetentionView> {
  const [hold, destruction, dueAtMs, outcome] = await Promise.all([
    deps.store.hold(visit._id), deps.store.ofVisit(visit._id), dueOf(deps, visit), deps.outcomeOf(visit._id),
  ]);
  const mayDestroy = scopeOf(actor.role, 'retention.destroy') !== undefined;
  const due = dueAtMs !== undefined && deps.now() >= dueAtMs;
  return {
    visitId: visit._id,
    outcome,
    ...(dueAtMs !== undefined && { dueAtMs }),
    ...(hold && { hold: { reason: hold.reason, by: hold.by, atMs: hold.atMs } }),
    ...(destruction && { destruction: viewOfDestruction(destruction, actor, mayDestroy && due && !hold) }),
    mayHold: scopeOf(actor.role, 'retention.hold') !== undefined && destruction?.state !== 'destroyed',
    mayRequest: mayDestroy && due && !hold && !destruction && phaseOf(visit.state) === 'sealed',
  };
}

function viewOfDestruction(destruction: Destruction, actor: Actor, mayAct: boolean): DestructionView {
  const { _id, state, reason, requestedById, requestedBy, requestedAtMs, confirmedBy, destroyedAtMs, certificate } = destruction;
  return {
    id: _id, state, reason, requestedBy, requestedAtMs,
    ...(confirmedBy !== undefined && { confirmedBy }), ...(destroyedAtMs !== undefined && { destroyedAtMs }), ...(certificate && { certificate }),
    mayConfirm: mayAct && state === 'requested' && requestedById !== actor.id,
    mayWithdraw: mayAct && state === 'requested',
  };
}
