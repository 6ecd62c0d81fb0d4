import type { Request, Response } from 'express';
import { Router } from 'express';
import { z } from 'zod';
import type { ArchiveId, SealKey } from '../../recordings/contract.ts';
import { RecordingError } from '../../recordings/RecordingError.ts';
import type { Vault } from '../../recordings/Vault.ts';
import { TRACK_SOURCES } from '../../sfu/contract.ts';
import { UserError } from '../errors.ts';
import type { Authenticate } from '../http.ts';
import { inTrail } from '../people/authenticate.ts';
import type { Actor } from '../people/authenticate.ts';
import { lookingOf } from '../people/looking.ts';
import { withShownTexts } from '../people/shownTexts.ts';
import { findVisit } from '../visits/findVisit.ts';
import type { VisitId } from '../visits/contract.ts';
import type { Visit } from '../visits/visit.ts';
import type { VisitDeps } from '../visits/visitDeps.ts';
import type { VisitProof } from '../trail/contract.ts';
import type { MediaLink, ReplayView } from './contract.ts';
import { renewLinkSchema, watchedSchema } from './contract.ts';
import type { MediaLinks } from './MediaLinks.ts';
import { OpenArchives } from './OpenArchives.ts';
import { sendBytes } from './sendBytes.ts';
import { viewReplay } from './viewReplay.ts';
import type { Waveforms } from './waveform/Waveforms.ts';

export interface ReplayDeps {
  readonly visitDeps: VisitDeps;
  readonly vault: Vault;
  /** When the media were lawfully destroyed; undefined while they are there. */
  readonly destroyedAtMs: (visitId: VisitId) => Promise<number | undefined>;
  readonly sealKeys: () => readonly SealKey[];
  readonly links: MediaLinks;
  readonly waveforms: Waveforms;
}

type Media = Request<{ visitId: string; link: string; path: string[] }>;

/** Permitted playback: every byte is asked for with a session, the ability and a link that has not run out, playlist and segment alike. */
export function replayRoutes(deps: ReplayDeps, authenticate: Authenticate): Router {
  const router = Router();
  const { visitDeps, vault, links } = deps;
  const archives = new OpenArchives(vault);

  const permitted = async (request: Request<{ visitId: string }>): Promise<{ actor: Actor; visit: Visit; archiveId: ArchiveId }> => {
    const actor = await authenticate(request);
    const visit = await findVisit(visitDeps, actor, 'replay.open', request.params.visitId);
    // A visit's archive has the visit's name.
    return { actor, visit, archiveId: visit._id as string as ArchiveId };
  };

  /** The same for the bytes themselves. */
  const linked = async (request: Request<{ visitId: string; link: string }>): Promise<{ visit: Visit; archiveId: ArchiveId }> => {
    const { actor, visit, archiveId } = await permitted(request);
    links.check(actor, visit._id, request.params.link);
    return { visit, archiveId };
  };

  router.get('/visits/:visitId/replay', async (request, response: Response<ReplayView>) => {
    const { actor, visit, archiveId } = await permitted(request);
    await visitDeps.trail.append({
      act: 'replay.opened',
      actor: inTrail(actor),
      object: { kind: 'archive', id: visit._id },
      visitId: visit._id,
    });
    const { tracks } = await archives.reader(archiveId).summary().catch(() => ({ tracks: [] }));
    const sounds = [...new Set(tracks.filter(({ kind }) => kind === 'audio').map(({ source }) => source))];
    response.json(await viewReplay(deps, actor, visit, { media: links.issue(actor, visit._id), sounds }));
  });

  /** Goes on with a look that is on record; without a link that this person held there is none. */
  router.post('/visits/:visitId/replay/link', async (request, response: Response<MediaLink>) => {
    const { actor, visit } = await permitted(request);
    response.json(links.renew(actor, visit._id, renewLinkSchema.parse(request.body).link));
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
    const proof = await visitDeps.trail.proofOfVisit(visit._id);
    response.json({ ...proof, entries: withShownTexts(proof.entries, lookingOf(actor, visit.sealedAtMs, visitDeps).viewer) });
  });

  router.get('/visits/:visitId/media/:link/hls/{*path}', async (request: Media, response) => {
    const { archiveId } = await linked(request);
    const resource = await archives.reader(archiveId).hls(request.params.path.join('/')).catch(unknownFile);
    if (!resource) throw new UserError('archive.unknownFile');
    response.type(resource.contentType);
    await sendBytes(request, response, resource.body);
  });

  router.get('/visits/:visitId/media/:link/waveform/:source', async (request: Request<{ visitId: string; link: string; source: string }>, response) => {
    const { archiveId } = await linked(request);
    const source = z.enum(TRACK_SOURCES).parse(request.params.source);
    response.type('application/octet-stream');
    await sendBytes(request, response, deps.waveforms.stream(archiveId, source, archives.reader(archiveId)));
  });

  router.get('/visits/:visitId/media/:link/archive', async (request: Request<{ visitId: string; link: string }>, response) => {
    const { archiveId } = await linked(request);
    response.json({ files: await vault.list(archiveId) });
  });

  router.get('/visits/:visitId/media/:link/archive/{*path}', async (request: Media, response) => {
    const { archiveId } = await linked(request);
    const path = request.params.path.join('/');
    const bytes = await vault.size(archiveId, path).catch(unknownFile);
    response.type('application/octet-stream');
    await sendBytes(request, response, await vault.source(archiveId).read(path), bytes);
  });

  return router;
}

function unknownFile(error: unknown): never {
  throw error instanceof RecordingError ? new UserError('archive.unknownFile') : error;
}
