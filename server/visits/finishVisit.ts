import type { ArchiveId } from '../../recordings/contract.ts';
import { RecordingError } from '../../recordings/RecordingError.ts';
import { unexplainedGaps } from './visit.ts';
import type { Visit } from './visit.ts';
import type { VisitDeps } from './visitDeps.ts';

/**
 * Brings a closed visit as near to its seal as it can: ends the recording if that has not happened yet, and
 * seals the archive once no gap lacks an explanation (the field's rule 3) and no device's piece is awaited. Safe to repeat after a crash at any
 * point. The caller holds the visit's lock.
 * @returns the visit as it is afterwards
 */
export async function finishVisit(deps: VisitDeps, visit: Visit): Promise<Visit> {
  let finished = visit;
  if (!finished.recording) {
    const recording = await deps.live.end(visit._id);
    await deps.visits.keepRecording(visit._id, recording);
    finished = { ...finished, recording };
  }
  if (finished.state !== 'closed' || unexplainedGaps(finished).length > 0) return finished;
  const sealed = await deps.seal(visit._id as string as ArchiveId, finished.statements).catch(waiting);
  if (sealed === undefined) return finished;
  const { manifestSha256, keyId } = sealed;
  await deps.trail.append({
    act: 'visit.sealed',
    object: { kind: 'archive', id: visit._id },
    visitId: visit._id,
    details: { manifestSha256, keyId },
  });
  // The head that covers the seal is signed now; when it can't be, the trail tries again by itself.
  await deps.trail.checkpoint().catch((error: unknown) => deps.log.error({ err: error, visitId: visit._id }, 'the seal is not yet under a checkpoint'));
  return (await deps.visits.transition(visit._id, 'closed', { state: 'sealed', sealedAtMs: deps.now() })) ?? finished;
}

/** A device holds media of this visit that has not come yet: whoever takes it in, or gives it up, finishes the visit then. */
function waiting(error: unknown): undefined {
  if (!(error instanceof RecordingError) || error.code !== 'piecesExpected') throw error;
  return undefined;
}

/** After a start of the server: recordings go on, and visits that were being closed are finished. */
export async function resumeVisits(deps: VisitDeps): Promise<void> {
  for (const visit of await deps.visits.inStates(['inProgress', 'closed'])) {
    try {
      if (visit.state === 'inProgress') await deps.live.open(visit._id);
      else await deps.lock.run(visit._id, () => finishVisit(deps, visit));
    } catch (error) {
      deps.log.error({ err: error, visitId: visit._id }, 'a visit could not be taken up again');
    }
  }
}
