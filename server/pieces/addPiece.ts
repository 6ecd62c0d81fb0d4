import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import { UserError } from '../errors.ts';
import type { Incoming } from '../uploads/incoming.ts';
import type { VisitId } from '../visits/contract.ts';
import type { PieceAnswer, PieceClaims } from './contract.ts';
import type { PieceDeps } from './pieceDeps.ts';
import { askRecorder } from './pieceRefusal.ts';

/**
 * Puts what a device recorded by itself into the visit's archive, at its own time. A piece that came before is answered
 * as then. The receipt says who sent it, when it came, and by which clocks it was placed.
 * @throws UserError `evidence.wrongDigest`, `pieces.sealed`, `pieces.tooLarge`, `pieces.noRoom`
 */
export async function addPiece(deps: PieceDeps, actor: Actor, visitId: VisitId, claims: PieceClaims, incoming: Incoming): Promise<PieceAnswer> {
  const { sha256, deviceId, deviceStartMs, clockOffsetMs, clockUncertaintyMs, sources } = claims;
  if (incoming.sha256 !== sha256) throw new UserError('evidence.wrongDigest');
  await deps.trail.append({
    act: 'recording.pieceAdded',
    actor: inTrail(actor),
    object: { kind: 'piece', id: sha256 },
    visitId,
    details: { sha256, bytes: incoming.bytes, deviceStartMs, clockOffsetMs: Math.round(clockOffsetMs) },
  });
  const { piece, status } = await askRecorder(() => deps.piecesOf(visitId).add({
    file: incoming.path,
    sha256,
    sources: { ...(sources.video && { video: sources.video }), ...(sources.audio && { audio: sources.audio }) },
    receipt: {
      receivedAtMs: deps.now(), receivedFrom: actor.id, deviceId, deviceStartMs, clockOffsetMs,
      ...(clockUncertaintyMs !== undefined && { clockUncertaintyMs }),
    },
  }));
  await deps.changed(visitId, status);
  return { sha256, ...(piece.problem && { problem: piece.problem }) };
}
