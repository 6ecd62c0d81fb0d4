import type { Response } from 'express';
import { Router } from 'express';
import type { Authenticate } from '../http.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import { requireAbility } from '../people/requireAbility.ts';
import { withShownTexts } from '../people/shownTexts.ts';
import type { AuditedVisit } from './audit/viewAccess.ts';
import { viewAccess } from './audit/viewAccess.ts';
import type { AccessView, ConsistencyProof, InclusionProof, SignedCheckpoint, TrailEntry, TrailKeys, TrailPage } from './contract.ts';
import { accessQuerySchema, consistencyQuerySchema, inclusionQuerySchema, trailFilterSchema } from './contract.ts';
import type { Trail } from './Trail.ts';

/**
 * What an auditor reads of the trail. Looking at entries is itself an entry; checkpoints, proofs and keys hold
 * nothing but hashes, and are not recorded, or else each check would change what is checked.
 */
/** Looks that are counted at once; a district's month. */
const MAX_LOOKS = 20_000;

/** What the audit must know of these visits. */
export type VisitsForAudit = (visitIds: readonly string[]) => Promise<ReadonlyMap<string, AuditedVisit>>;

export function trailRoutes(trail: Trail, authenticate: Authenticate, visitsForAudit: VisitsForAudit): Router {
  const router = Router();
  /** A look into the trail, by what was asked for. */
  const tellView = async (actor: Actor, filter: { readonly visitId?: string | undefined }, also: TrailEntry['details'] = {}): Promise<void> => {
    const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as TrailEntry['details'];
    await trail.append({
      act: 'trail.viewed',
      actor: inTrail(actor),
      ...(filter.visitId !== undefined && { object: { kind: 'visit', id: filter.visitId }, visitId: filter.visitId }),
      details: { ...asked, ...also },
    });
  };

  router.get('/trail/entries', async (request, response: Response<TrailPage>) => {
    const actor = await authenticate(request);
    const filter = trailFilterSchema.parse(request.query);
    await requireAbility(trail, actor, 'trail.read');
    await tellView(actor, filter);
    const page = await trail.page(filter);
    response.json({ ...page, entries: withShownTexts(page.entries, actor.role) });
  });

  router.get('/trail/access', async (request, response: Response<AccessView>) => {
    const actor = await authenticate(request);
    const filter = accessQuerySchema.parse(request.query);
    await requireAbility(trail, actor, 'trail.read');
    await tellView(actor, filter, { audit: true });
    const looks = await trail.looks({ fromMs: filter.fromMs, ...(filter.toMs !== undefined && { toMs: filter.toMs }), ...(filter.actorId !== undefined && { actorId: filter.actorId }), ...(filter.visitId !== undefined && { visitId: filter.visitId }) }, MAX_LOOKS);
    const visitIds = [...new Set(looks.flatMap(({ entry }) => (entry.visitId === undefined ? [] : [entry.visitId])))];
    response.json(viewAccess(looks, await visitsForAudit(visitIds), looks.length === MAX_LOOKS));
  });

  router.get('/trail/entries/:seq/proof', async (request, response: Response<InclusionProof>) => {
    const actor = await authenticate(request);
    const { seq, size } = inclusionQuerySchema.parse({ ...request.query, seq: request.params.seq });
    await requireAbility(trail, actor, 'trail.read');
    response.json(await trail.inclusion(seq, size));
  });

  /** The head of the log, signed over everything up to now. */
  router.get('/trail/checkpoint', async (request, response: Response<SignedCheckpoint>) => {
    const actor = await authenticate(request);
    await requireAbility(trail, actor, 'trail.read');
    response.json(await trail.checkpoint());
  });

  router.get('/trail/consistency', async (request, response: Response<ConsistencyProof>) => {
    const actor = await authenticate(request);
    const { from, to } = consistencyQuerySchema.parse(request.query);
    await requireAbility(trail, actor, 'trail.read');
    response.json(await trail.consistency(from, to));
  });

  router.get('/trail/keys', async (request, response: Response<TrailKeys>) => {
    const actor = await authenticate(request);
    await requireAbility(trail, actor, 'trail.read');
    response.json({ origin: trail.origin, keys: await trail.keys() });
  });

  return router;
}
