import { phaseOf } from './phases/contract.ts';
import type { RecordingStatus } from '../../recordings/contract.ts';
import type { VisitId } from './contract.ts';
import { finishVisit } from './finishVisit.ts';
import type { VisitDeps } from './visitDeps.ts';

/**
 * What a recording holds changed after its visit was closed: a device handed in what it had. The visit keeps the new
 * account, and is sealed if that was all it waited for.
 */
export async function recordingChanged(deps: VisitDeps, visitId: VisitId, status?: RecordingStatus): Promise<void> {
  await deps.lock.run(visitId, async () => {
    const visit = await deps.visits.visit(visitId);
    if (visit === null || visit.sealedAtMs !== undefined || phaseOf(visit.state) === 'live' || phaseOf(visit.state) === 'planned') return;
    const recording = status ?? visit.recording;
    if (status) await deps.visits.keepRecording(visitId, status);
    await finishVisit(deps, { ...visit, ...(recording && { recording }) });
  });
  deps.announce.changed(visitId);
}
