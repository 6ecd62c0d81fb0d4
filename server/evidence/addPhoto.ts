import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { Trail } from '../trail/Trail.ts';
import type { VisitId } from '../visits/contract.ts';
import type { EvidenceId, PhotoFields, PhotoView } from './contract.ts';
import type { Photo } from './photo.ts';
import { viewOfPhoto } from './photo.ts';
import type { IncomingPhoto, PhotoFiles } from './PhotoFiles.ts';
import type { EvidenceStore } from './store.ts';

export interface EvidenceDeps {
  readonly evidence: EvidenceStore;
  readonly files: PhotoFiles;
  readonly trail: Trail;
  /** Wall clock at which this visit's recording began; undefined while nothing is recorded. */
  readonly recordingStartMs: (visitId: VisitId) => Promise<number | undefined>;
  readonly changed: (visitId: VisitId) => void;
  readonly now: () => number;
}

/**
 * Makes a received file evidence of a visit in progress. The caller has checked the ability and the state.
 * The original is on disk before the record, the record before the answer; repeated after a break it answers
 * with the item as it was stored.
 * @throws UserError `photo.notPicture`, `photo.otherVisit`
 */
export async function addPhoto(
  deps: EvidenceDeps,
  actor: Actor,
  visitId: VisitId,
  { itemId, takenAtDeviceMs }: PhotoFields,
  incoming: IncomingPhoto,
): Promise<PhotoView> {
  const id = itemId as EvidenceId;
  const stored = await deps.evidence.photo(id);
  if (stored) return sameItem(stored, visitId, incoming.sha256);
  const decoded = await deps.files.decode(incoming);
  if (!decoded) throw new UserError('photo.notPicture');
  if (!(await deps.files.keep(id, incoming, decoded))) throw new UserError('photo.otherVisit');

  const receivedAtMs = deps.now();
  const startMs = await deps.recordingStartMs(visitId);
  const photo: Photo = {
    _id: id,
    visitId,
    sha256: incoming.sha256,
    bytes: incoming.bytes,
    mimeType: decoded.mimeType,
    widthPx: decoded.widthPx,
    heightPx: decoded.heightPx,
    takenAtDeviceMs,
    receivedAtMs,
    ...(startMs !== undefined && { recordingMs: Math.max(0, receivedAtMs - startMs) }),
    takenById: actor.id,
    takenBy: actor.name,
  };
  await deps.trail.append({
    act: 'evidence.photoAdded',
    actor: inTrail(actor),
    object: { kind: 'photo', id },
    visitId,
    deviceAtMs: takenAtDeviceMs,
    details: { sha256: photo.sha256, bytes: photo.bytes, takenAtDeviceMs, receivedAtMs, ...(photo.recordingMs !== undefined && { recordingMs: photo.recordingMs }) },
  });
  await deps.evidence.add(photo);
  deps.changed(visitId);
  return viewOfPhoto(photo);
}

function sameItem(stored: Photo, visitId: VisitId, sha256: string): PhotoView {
  if (stored.visitId !== visitId || stored.sha256 !== sha256) throw new UserError('photo.otherVisit');
  return viewOfPhoto(stored);
}
