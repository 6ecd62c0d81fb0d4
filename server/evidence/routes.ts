import type { Response } from 'express';
import { Router } from 'express';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { Authenticate } from '../http.ts';
import type { Action } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import { requireAbility } from '../people/requireAbility.ts';
import type { VisitId, VisitState } from '../visits/contract.ts';
import type { Looks } from '../visits/Looks.ts';
import type { EvidenceDeps } from './addEvidence.ts';
import { addEvidence, requireOpen } from './addEvidence.ts';
import type { EvidenceId, EvidenceList, EvidenceView, Receipt } from './contract.ts';
import { claimsSchema, descriptionSchema } from './contract.ts';
import { describeEvidence } from './describeEvidence.ts';
import type { Evidence } from './evidence.ts';
import { isPicture, viewOfEvidence } from './evidence.ts';
import { serveFile } from './serveFile.ts';
import type { UploadedFile } from './uploads/formUpload.ts';
import { formUpload } from './uploads/formUpload.ts';
import { routeUploads } from '../uploads/routeUploads.ts';
import type { UploadHandler } from '../uploads/ResumableUploads.ts';
import type { CaseOnPicture } from './viewWatermarked.ts';
import { viewWatermarked } from './viewWatermarked.ts';

export interface EvidenceRouteDeps extends EvidenceDeps {
  /** The visit, when this person may do this to it; throws otherwise. */
  readonly visitFor: (actor: Actor, action: Action, visitId: string) => Promise<{ _id: VisitId; state: VisitState }>;
  readonly caseOf: (visitId: VisitId) => Promise<CaseOnPicture>;
  readonly uploads: UploadHandler;
  /** Who looked of late; see `visits/Looks.ts`. */
  readonly looks: Pick<Looks, 'once'>;
}

const formSchema = z.strictObject({ claims: z.string() });

export function evidenceRoutes(deps: EvidenceRouteDeps, authenticate: Authenticate): Router {
  const router = Router();

  router.post(
    '/visits/:visitId/evidence',
    // Asked before the first byte is taken: nobody fills our disk without the ability.
    async (request, response, next) => {
      const actor = await authenticate(request);
      const visit = await deps.visitFor(actor, 'photo.add', String(request.params['visitId']));
      requireOpen(visit);
      response.locals['upload'] = { actor, visitId: visit._id };
      next();
    },
    formUpload(deps.files),
    async (request, response: Response<EvidenceView>) => {
      const { actor, visitId } = response.locals['upload'] as { actor: Actor; visitId: VisitId };
      const file = request.file as UploadedFile | undefined;
      if (!file) throw new UserError('evidence.missing');
      try {
        const form = formSchema.parse({ ...(request.body as object) });
        response.status(201).json(await addEvidence(deps, actor, visitId, claimsSchema.parse(parseJson(form.claims)), file.incoming));
      } finally {
        await deps.files.discard(file.incoming);
      }
    },
  );

  routeUploads(router, '/evidence/uploads', deps.uploads, authenticate);

  router.get('/visits/:visitId/evidence', async (request, response: Response<EvidenceList>) => {
    const actor = await authenticate(request);
    const visit = await deps.visitFor(actor, 'photo.view', request.params.visitId);
    await deps.looks.once(actor.id, `evidence ${visit._id}`, () =>
      deps.trail.append({ act: 'evidence.listed', actor: inTrail(actor), object: { kind: 'visit', id: visit._id }, visitId: visit._id }));
    response.json({ items: (await deps.evidence.itemsOf(visit._id)).map(viewOfEvidence) });
  });

  /** The item, when this person may do this to it, and its visit. The role is asked first. */
  const itemFor = async (actor: Actor, action: Action, id: string) => {
    await requireAbility(deps.trail, actor, action);
    const item = await deps.evidence.item(id as EvidenceId);
    if (!item) throw new UserError('evidence.unknown');
    return { item, visit: await deps.visitFor(actor, action, item.visitId) };
  };
  const tellView = (actor: Actor, item: Evidence, what: string) =>
    deps.trail.append({
      act: 'evidence.viewed',
      actor: inTrail(actor),
      object: { kind: item.kind, id: item._id },
      visitId: item.visitId,
      details: { what },
    });

  router.get('/evidence/:itemId/receipt', async (request, response: Response<Receipt>) => {
    const { item } = await itemFor(await authenticate(request), 'photo.add', request.params.itemId);
    response.json({ id: item._id, sha256: item.sha256, bytes: item.bytes, receivedAtMs: item.receivedAtMs });
  });

  router.post('/evidence/:itemId/description', async (request, response: Response<EvidenceView>) => {
    const actor = await authenticate(request);
    const said = descriptionSchema.parse(request.body);
    const { item, visit } = await itemFor(actor, 'photo.add', request.params.itemId);
    requireOpen(visit);
    response.json(await describeEvidence(deps, actor, item, said));
  });

  router.get('/evidence/:itemId/thumbnail', async (request, response) => {
    const { item } = await itemFor(await authenticate(request), 'photo.view', request.params.itemId);
    if (!isPicture(item.kind)) throw new UserError('evidence.notPicture');
    serveFile(response, deps.files.thumbnail(item._id), 'image/jpeg', `${item._id}-thumbnail`);
  });

  router.get('/evidence/:itemId/original', async (request, response) => {
    const actor = await authenticate(request);
    const { item } = await itemFor(actor, 'photo.view', request.params.itemId);
    // A player fetches a clip in many pieces; they are one look.
    await deps.looks.once(actor.id, item._id, () => tellView(actor, item, 'original'), request.headers.range === undefined);
    serveFile(response, deps.files.original(item._id), item.mimeType, item._id);
  });

  router.get('/evidence/:itemId/watermarked', async (request, response) => {
    const actor = await authenticate(request);
    const { item } = await itemFor(actor, 'photo.view', request.params.itemId);
    const path = await viewWatermarked(deps, item, () => deps.caseOf(item.visitId));
    await tellView(actor, item, 'watermarked');
    serveFile(response, path, 'image/jpeg', `${item._id}-watermarked`);
  });

  return router;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new UserError('input.invalid');
  }
}
