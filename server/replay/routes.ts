import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { Router } from 'express';
import type { ArchiveId, SealKey } from '../../recordings/contract.ts';
import { RecordingError } from '../../recordings/RecordingError.ts';
import type { Vault } from '../../recordings/Vault.ts';
import { UserError } from '../errors.ts';
import type { Authenticate } from '../http.ts';
import { inTrail } from '../people/authenticate.ts';
import type { Actor } from '../people/authenticate.ts';
import { findVisit } from '../visits/findVisit.ts';
import type { VisitId } from '../visits/contract.ts';
import type { Visit } from '../visits/visit.ts';
import type { VisitDeps } from '../visits/visitDeps.ts';
import type { VisitProof } from '../trail/contract.ts';
import type { ReplayView } from './contract.ts';
import { watchedSchema } from './contract.ts';
import { OpenArchives } from './OpenArchives.ts';
import { viewReplay } from './viewReplay.ts';

export interface ReplayDeps {
  readonly visitDeps: VisitDeps;
  readonly vault: Vault;
  /** When the media were lawfully destroyed; undefined while they are there. */
  readonly destroyedAtMs: (visitId: VisitId) => Promise<number | undefined>;
  readonly sealKeys: () => readonly SealKey[];
}

/** Permitted playback: every byte is asked for with a session and the ability, playlist and segment alike. */
export function replayRoutes(deps: ReplayDeps, authenticate: Authenticate): Router {
  const router = Router();
  const { visitDeps, vault } = deps;
  const archives = new OpenArchives(vault);

  const permitted = async (request: Request<{ visitId: string }>): Promise<{ actor: Actor; visit: Visit; archiveId: ArchiveId }> => {
    const actor = await authenticate(request);
    const visit = await findVisit(visitDeps, actor, 'replay.open', request.params.visitId);
    // A visit's archive has the visit's name.
    return { actor, visit, archiveId: visit._id as string as ArchiveId };
  };

  router.get('/visits/:visitId/replay', async (request, response: Response<ReplayView>) => {
    const { actor, visit } = await permitted(request);
    await visitDeps.trail.append({
      act: 'replay.opened',
      actor: inTrail(actor),
      object: { kind: 'archive', id: visit._id },
      visitId: visit._id,
    });
    response.json(await viewReplay(deps, actor, visit));
  });

  router.post('/visits/:visitId/watched', async (request, response) => {
    const { actor, visit } = await permitted(request);
    const { parts, durationMs } = watchedSchema.parse(request.body);
    await visitDeps.trail.append({
      act: 'replay.watched',
      actor: inTrail(actor),
      object: { kind: 'archive', id: visit._id },
      visitId: visit._id,
      // Tenths of seconds, as few bytes as hundreds of such entries deserve.
      details: { durationMs, parts: parts.map(([from, to]) => `${from.toFixed(1)}-${to.toFixed(1)}`).join(',').slice(0, 256) },
    });
    response.status(204).end();
  });

  /** The proofs of the visit's entries; the look at them is one at the trail. */
  router.get('/visits/:visitId/trail-proof', async (request, response: Response<VisitProof>) => {
    const { actor, visit } = await permitted(request);
    await visitDeps.trail.append({ act: 'trail.viewed', actor: inTrail(actor), object: { kind: 'visit', id: visit._id }, visitId: visit._id });
    response.json(await visitDeps.trail.proofOfVisit(visit._id));
  });

  router.get('/visits/:visitId/hls/{*path}', async (request: Request<{ visitId: string; path: string[] }>, response) => {
    const { archiveId } = await permitted(request);
    const resource = await archives.reader(archiveId).hls(request.params.path.join('/')).catch(unknownFile);
    if (!resource) throw new UserError('archive.unknownFile');
    response.type(resource.contentType);
    await send(resource.body, response);
  });

  router.get('/visits/:visitId/archive', async (request, response) => {
    const { archiveId } = await permitted(request);
    response.json({ files: await vault.list(archiveId) });
  });

  router.get('/visits/:visitId/archive/{*path}', async (request: Request<{ visitId: string; path: string[] }>, response) => {
    const { archiveId } = await permitted(request);
    const path = request.params.path.join('/');
    const bytes = await vault.size(archiveId, path).catch(unknownFile);
    response.type('application/octet-stream').set('Content-Length', String(bytes));
    await send(await vault.source(archiveId).read(path), response);
  });

  return router;
}

function unknownFile(error: unknown): never {
  throw error instanceof RecordingError ? new UserError('archive.unknownFile') : error;
}

/** How a stream says that its reader went away. */
const LEFT: ReadonlySet<string | undefined> = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_UNABLE_TO_PIPE', 'ERR_STREAM_DESTROYED']);

async function send(body: AsyncIterable<Uint8Array>, response: Response): Promise<void> {
  try {
    await pipeline(Readable.from(body), response);
  } catch (error) {
    // A page that leaves while it reads is no error of anyone's.
    if (!LEFT.has((error as NodeJS.ErrnoException).code)) throw error;
  }
}
