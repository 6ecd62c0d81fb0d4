import type { ArchiveId } from '../../recordings/contract.ts';
import { RecordingError } from '../../recordings/RecordingError.ts';
import { LIVE_STATES, phaseOf } from './phases/contract.ts';
import { stepVisit } from '../rules/visitMachine.ts';
import { PLATFORM, takeStep } from './takeStep.ts';
import { explainsItself, unexplainedGaps } from './visit.ts';
import type { Visit } from './visit.ts';
import type { VisitDeps } from './visitDeps.ts';

/**
 * Brings an ended visit as near to its seal as it can: ends the recording if that has not happened yet, tells the
 * machine what the recorder counted, and seals the archive once no gap lacks an explanation (the field's rule 3) and no device's piece is awaited. A
 * visit that left by an exit keeps its state; what was recorded until then is sealed all the same. Safe to repeat
 * after a crash at any point. The caller holds the visit's lock.
 * @returns the visit as it is afterwards
 */
export async function finishVisit(deps: VisitDeps, visit: Visit): Promise<Visit> {
  if (visit.sealedAtMs !== undefined) return visit;
  let finished = visit;
  if (finished.caseTold !== true) {
    await deps.caseNews.ended(finished);
    await deps.visits.keepCaseTold(visit._id);
  }
  if (!finished.recording) {
    const recording = await deps.live.end(visit._id, visit.endedOffline ? visit.closedAtMs : undefined);
    await deps.visits.keepRecording(visit._id, recording);
    finished = { ...finished, recording };
  }
  finished = await reportRecording(deps, finished);
  if (finished.state === 'closed') {
    finished = await takeStep(deps, finished, { act: 'upload' }, PLATFORM, { details: { segments: finished.facts.segmentsReceived } });
  }
  // A gap without its explanation, or a visit without recording and reason: the machine says no, and a person goes on.
  if (unexplainedGaps(finished).length > 0 || !stepVisit(finished, { act: 'seal' }, PLATFORM).ok) return finished;
  const sealed = await deps.seal(visit._id as string as ArchiveId, finished.statements).catch(waiting);
  if (sealed === undefined) return finished;
  const { manifestSha256, keyId } = sealed;
  const sealedAtMs = deps.now();
  await deps.caseNews.sealed(finished, sealedAtMs);
  finished = await takeStep(deps, finished, { act: 'seal' }, PLATFORM, {
    object: { kind: 'archive', id: visit._id },
    details: { manifestSha256, keyId },
    change: { sealedAtMs },
  });
  // The head that covers the seal is signed now; when it can't be, the trail tries again by itself.
  await deps.trail.checkpoint().catch((error: unknown) => deps.log.error({ err: error, visitId: visit._id }, 'the seal is not yet under a checkpoint'));
  return finished;
}

/** A device holds media of this visit that has not come yet: whoever takes it in, or gives it up, finishes the visit then. */
function waiting(error: unknown): undefined {
  if (!(error instanceof RecordingError) || error.code !== 'piecesExpected') throw error;
  return undefined;
}

/** What the recorder counted, into the facts that the rules look at. */
async function reportRecording(deps: VisitDeps, visit: Visit): Promise<Visit> {
  const { recording } = visit;
  if (!recording) return visit;
  let told = visit;
  for (const gap of recording.gaps) {
    if (!explainsItself(gap) && !told.facts.gaps.some((one) => one.gapId === gap.id)) told = await takeStep(deps, told, { act: 'reportGap', gapId: gap.id }, PLATFORM);
  }
  if (told.facts.segmentsReceived !== recording.segments) {
    told = await takeStep(deps, told, { act: 'countSegments', made: recording.segments, received: recording.segments }, PLATFORM);
  }
  return told;
}

/** After a start of the server: recordings go on, present investigators are waited for, and ended visits are finished. */
export async function resumeVisits(deps: VisitDeps): Promise<void> {
  for (const visit of await deps.visits.inStates([...LIVE_STATES, 'closed', 'uploaded', 'noOneHome', 'visitRefused', 'unsafe', 'aborted'])) {
    try {
      if (phaseOf(visit.state) === 'live') {
        if (!visit.recording) await deps.live.open(visit._id);
        for (const { accountId } of visit.facts.present) deps.presence.expect(visit._id, accountId as Visit['investigatorIds'][number]);
      } else if (visit.startedAtMs !== undefined && visit.sealedAtMs === undefined) {
        await deps.lock.run(visit._id, () => finishVisit(deps, visit));
      }
    } catch (error) {
      deps.log.error({ err: error, visitId: visit._id }, 'a visit could not be taken up again');
    }
  }
}
