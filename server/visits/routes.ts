import { randomBytes } from 'node:crypto';
import type { Response } from 'express';
import express, { Router } from 'express';
import type { Authenticate } from '../http.ts';
import { scopeOf } from '../people/abilities.ts';
import { inTrail } from '../people/authenticate.ts';
import { requireAbility } from '../people/requireAbility.ts';
import { assignVisit } from './assignVisit.ts';
import { actOnVisit } from './actOnVisit.ts';
import type { VisitDetail, VisitList } from './contract.ts';
import { actRequestSchema, assignVisitSchema, ruleOnGapSchema } from './contract.ts';
import { findVisit } from './findVisit.ts';
import { Looks } from './Looks.ts';
import { ruleOnGap } from './ruleOnGap.ts';
import type { VisitDeps } from './visitDeps.ts';
import type { DrawnPair, StaffForVisit } from './staffing/contract.ts';
import { drawPairSchema, staffQuerySchema } from './staffing/contract.ts';
import { drawVisitors, staffForVisit } from './staffing/staffForVisit.ts';
import { viewInk } from './record/viewInk.ts';
import { viewVisit, viewVisits } from './viewVisit.ts';

/** Two seconds of the picture. */
const LINE_CHECK_BYTES = 400_000;
/** Visits shown at most until lists have pages. */
const MAX_LISTED = 200;

export function visitRoutes(deps: VisitDeps, authenticate: Authenticate): Router {
  const router = Router();
  const looks = new Looks(deps.now);

  router.get('/visits', async (request, response: Response<VisitList>) => {
    const actor = await authenticate(request);
    await requireAbility(deps.trail, actor, 'visit.list');
    await looks.once(actor.id, 'visits', () => deps.trail.append({ act: 'visit.listed', actor: inTrail(actor) }));
    const scope = scopeOf(actor.role, 'visit.list');
    const found = await deps.visits.list(
      {
        ...(scope === 'organisation' && { organisationId: actor.organisationId }),
        ...(scope === 'town' && { townId: actor.organisationId }),
        ...(scope === 'own' && { investigatorIds: actor.id }),
      },
      MAX_LISTED,
    );
    response.json({ visits: await viewVisits(deps, actor, found) });
  });

  // How much the line carries, for the check before a visit; bytes that nothing on the way can make fewer.
  router.get('/line-check', async (request, response) => {
    await requireAbility(deps.trail, await authenticate(request), 'visit.list');
    response.type('application/octet-stream').send(randomBytes(LINE_CHECK_BYTES));
  });

  router.post('/line-check', express.raw({ type: 'application/octet-stream', limit: LINE_CHECK_BYTES }), async (request, response) => {
    await requireAbility(deps.trail, await authenticate(request), 'visit.list');
    response.status(204).end();
  });

  router.get('/visit-staff', async (request, response: Response<StaffForVisit>) => {
    const actor = await authenticate(request);
    const { householdId } = staffQuerySchema.parse(request.query);
    const staff = await staffForVisit(deps, actor, householdId);
    await looks.once(actor.id, 'staff', () => deps.trail.append({ act: 'staff.listed', actor: inTrail(actor) }));
    response.json({ staff });
  });

  router.post('/visit-pairs', async (request, response: Response<DrawnPair>) => {
    const actor = await authenticate(request);
    response.status(201).json(await drawVisitors(deps, actor, drawPairSchema.parse(request.body).householdId));
  });

  router.post('/visits', async (request, response: Response<VisitDetail>) => {
    const actor = await authenticate(request);
    response.status(201).json(await assignVisit(deps, actor, assignVisitSchema.parse(request.body)));
  });

  router.get('/visits/:visitId', async (request, response: Response<VisitDetail>) => {
    const actor = await authenticate(request);
    const visit = await findVisit(deps, actor, 'visit.view', request.params.visitId);
    await looks.once(actor.id, visit._id, () => deps.trail.append({
      act: 'visit.viewed',
      actor: inTrail(actor),
      object: { kind: 'visit', id: visit._id },
      visitId: visit._id,
    }));
    response.json(await viewVisit(deps, actor, visit));
  });

  router.post('/visits/:visitId/acts', async (request, response: Response<VisitDetail>) => {
    const actor = await authenticate(request);
    response.json(await actOnVisit(deps, actor, request.params.visitId, actRequestSchema.parse(request.body)));
  });

  router.get('/visits/:visitId/ink/:inkId', async (request, response) => {
    const actor = await authenticate(request);
    const { png } = await viewInk(deps, actor, request.params.visitId, request.params.inkId);
    response.set('Content-Type', 'image/png').send(Buffer.from(png, 'base64'));
  });

  router.post('/visits/:visitId/gaps/:gapId/ruling', async (request, response: Response<VisitDetail>) => {
    const actor = await authenticate(request);
    const { visitId, gapId } = request.params;
    response.json(await ruleOnGap(deps, actor, { visitId, gapId, ...ruleOnGapSchema.parse(request.body) }));
  });

  return router;
}
