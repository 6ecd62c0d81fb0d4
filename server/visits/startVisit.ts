import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { VisitDetail } from './contract.ts';
import { findVisit } from './findVisit.ts';
import type { VisitDeps } from './visitDeps.ts';
import { viewVisit } from './viewVisit.ts';

/** Begins the visit and its recording. Beginning one that is already in progress answers with it. */
export async function startVisit(deps: VisitDeps, actor: Actor, visitId: string): Promise<VisitDetail> {
  return deps.lock.run(visitId, async () => {
    const visit = await findVisit(deps, actor, 'visit.start', visitId);
    if (visit.state === 'inProgress') return viewVisit(deps, actor, visit);
    if (visit.state !== 'appointed') throw new UserError('visit.wrongState');
    const startedAtMs = deps.now();
    await deps.trail.append({
      act: 'visit.started',
      actor: inTrail(actor),
      object: { kind: 'visit', id: visit._id },
      visitId: visit._id,
    });
    const started = await deps.visits.transition(visit._id, 'appointed', { state: 'inProgress', startedAtMs });
    if (!started) throw new UserError('visit.wrongState');
    await deps.live.open(visit._id);
    deps.announce.changed(visit._id);
    return viewVisit(deps, actor, started);
  });
}
