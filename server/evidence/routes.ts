import type { Response } from 'express';
import { Router } from 'express';
import { UserError } from '../errors.ts';
import type { Authenticate } from '../http.ts';
import type { Action } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { VisitState, VisitId } from '../visits/contract.ts';
import type { EvidenceDeps } from './addPhoto.ts';
import { addPhoto } from './addPhoto.ts';
import type { EvidenceId, PhotoView } from './contract.ts';
import { photoFieldsSchema } from './contract.ts';
import type { Photo } from './photo.ts';
import type { UploadedPhoto } from './photoUpload.ts';
import { photoUpload } from './photoUpload.ts';

export interface EvidenceRouteDeps extends EvidenceDeps {
  /** The visit, when this person may do this to it; throws otherwise. */
  readonly visitFor: (actor: Actor, action: Action, visitId: string) => Promise<{ _id: VisitId; state: VisitState }>;
}

export function evidenceRoutes(deps: EvidenceRouteDeps, authenticate: Authenticate): Router {
  const router = Router();
  const upload = photoUpload(deps.files);

  router.post(
    '/visits/:visitId/photos',
    // Asked before the first byte is taken: nobody fills our disk without the ability.
    async (request, response, next) => {
      const actor = await authenticate(request);
      const visit = await deps.visitFor(actor, 'photo.add', String(request.params['visitId']));
      // A photo of the visit that arrives late is late, not missing; the seal is the end.
      if (visit.state !== 'inProgress' && visit.state !== 'closed') throw new UserError('visit.wrongState');
      response.locals['upload'] = { actor, visitId: visit._id };
      next();
    },
    upload,
    async (request, response: Response<PhotoView>) => {
      const { actor, visitId } = response.locals['upload'] as { actor: Actor; visitId: VisitId };
      const file = request.file as UploadedPhoto | undefined;
      if (!file) throw new UserError('photo.missing');
      try {
        const fields = photoFieldsSchema.parse({ ...(request.body as object) });
        response.status(201).json(await addPhoto(deps, actor, visitId, fields, file.incoming));
      } finally {
        await deps.files.discard(file.incoming);
      }
    },
  );

  const photoFor = async (actor: Actor, id: string): Promise<Photo> => {
    const photo = await deps.evidence.photo(id as EvidenceId);
    if (!photo) throw new UserError('photo.unknown');
    await deps.visitFor(actor, 'photo.view', photo.visitId);
    return photo;
  };

  router.get('/photos/:photoId/thumbnail', async (request, response) => {
    const photo = await photoFor(await authenticate(request), request.params.photoId);
    response.sendFile(deps.files.thumbnail(photo._id), { headers: { 'Content-Type': 'image/jpeg' }, dotfiles: 'allow' });
  });

  router.get('/photos/:photoId/original', async (request, response) => {
    const actor = await authenticate(request);
    const photo = await photoFor(actor, request.params.photoId);
    await deps.trail.append({
      act: 'evidence.viewed',
      actor: inTrail(actor),
      object: { kind: 'photo', id: photo._id },
      visitId: photo.visitId,
    });
    response.sendFile(deps.files.original(photo._id), { headers: { 'Content-Type': photo.mimeType }, dotfiles: 'allow' });
  });

  return router;
}
