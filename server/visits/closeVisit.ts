import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { VisitDetail } from './contract.ts';
import { findVisit } from './findVisit.ts';
import { finishVisit } from './finishVisit.ts';
import type { VisitDeps } from './visitDeps.ts';
import { viewVisit } from './viewVisit.ts';

/**
 * Ends the visit: the picture, the sound and the recording, and seals the archive unless a gap still has to
 * be explained. Closing one that is closed already answers with it.
 */
export async function closeVisit(deps: VisitDeps, actor: Actor, visitId: string): Promise<VisitDetail> {
  return deps.lock.run(visitId, async () => {
    const visit = await findVisit(deps, actor, 'visit.close', visitId);
    if (visit.state === 'appointed') throw new UserError('visit.wrongState');
    if (visit.state !== 'inProgress') return viewVisit(deps, actor, visit);
    await deps.trail.append({
      act: 'visit.closed',
      actor: inTrail(actor),
      object: { kind: 'visit', id: visit._id },
      visitId: visit._id,
    });
    const closed = await deps.visits.transition(visit._id, 'inProgress', { state: 'closed', closedAtMs: deps.now() });
    if (!closed) throw new UserError('visit.wrongState');
    const finished = await finishVisit(deps, closed);
    deps.announce.changed(visit._id);
    return viewVisit(deps, actor, finished);
  });
}
