import type { Response } from 'express';
import { Router } from 'express';
import type { Authenticate } from '../http.ts';
import { inTrail } from '../people/authenticate.ts';
import type { UploadHandler } from '../uploads/ResumableUploads.ts';
import { routeUploads } from '../uploads/routeUploads.ts';
import type { PiecesReport } from './contract.ts';
import { expectPiecesSchema, giveUpPiecesSchema } from './contract.ts';
import type { PieceDeps } from './pieceDeps.ts';
import { askRecorder } from './pieceRefusal.ts';
import { viewPieces } from './viewPieces.ts';

export interface PieceRouteDeps extends PieceDeps {
  readonly uploads: UploadHandler;
}

/** What devices recorded while they could not send: announced, handed in, or given up by those who publish the visit. */
export function pieceRoutes(deps: PieceRouteDeps, authenticate: Authenticate): Router {
  const router = Router();

  routeUploads(router, '/pieces/uploads', deps.uploads, authenticate);

  router.get('/visits/:visitId/pieces', async (request, response: Response<PiecesReport>) => {
    const actor = await authenticate(request);
    response.json(await viewPieces(deps, await deps.visitFor(actor, 'visit.publish', request.params.visitId)));
  });

  router.post('/visits/:visitId/pieces/expected', async (request, response: Response<PiecesReport>) => {
    const actor = await authenticate(request);
    const { pieces } = expectPiecesSchema.parse(request.body);
    const visit = await deps.visitFor(actor, 'visit.publish', request.params.visitId);
    await deps.trail.append({
      act: 'recording.piecesExpected', actor: inTrail(actor), object: { kind: 'visit', id: visit._id }, visitId: visit._id,
      details: { pieces: pieces.length },
    });
    await askRecorder(() => deps.piecesOf(visit._id).expect(pieces, actor.id));
    response.json(await viewPieces(deps, visit));
  });

  router.post('/visits/:visitId/pieces/given-up', async (request, response: Response<PiecesReport>) => {
    const actor = await authenticate(request);
    const { sha256s, reason } = giveUpPiecesSchema.parse(request.body);
    const visit = await deps.visitFor(actor, 'visit.publish', request.params.visitId);
    await deps.trail.append({
      act: 'recording.piecesGivenUp', actor: inTrail(actor), object: { kind: 'visit', id: visit._id }, visitId: visit._id,
      details: { pieces: sha256s.length }, personal: { reason },
    });
    await askRecorder(() => deps.piecesOf(visit._id).giveUp(sha256s, reason, actor.id));
    await deps.changed(visit._id);
    response.json(await viewPieces(deps, visit));
  });

  return router;
}
