import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { ExplainGap, VisitDetail } from './contract.ts';
import { findVisit } from './findVisit.ts';
import { finishVisit } from './finishVisit.ts';
import type { VisitDeps } from './visitDeps.ts';
import { viewVisit } from './viewVisit.ts';

/**
 * Says why a stretch of the recording is missing; the last explanation lets the archive be sealed.
 * The first explanation of a gap stands.
 */
export async function explainGap(
  deps: VisitDeps,
  actor: Actor,
  { visitId, gapId, explanation }: ExplainGap & { visitId: string; gapId: string },
): Promise<VisitDetail> {
  return deps.lock.run(visitId, async () => {
    const visit = await findVisit(deps, actor, 'gap.explain', visitId);
    if (visit.state !== 'closed') throw new UserError('visit.wrongState');
    const gap = visit.recording?.gaps.find((one) => one.id === gapId);
    if (!gap) throw new UserError('gap.unknown');
    await deps.trail.append({
      act: 'recording.gapExplained',
      actor: inTrail(actor),
      object: { kind: 'gap', id: gap.id },
      visitId: visit._id,
      personal: { explanation },
    });
    await deps.visits.addStatement(visit._id, {
      gapId: gap.id,
      explanation,
      explainedBy: actor.name,
      explainedAtMs: deps.now(),
    });
    const explained = await deps.visits.visit(visit._id);
    if (!explained) throw new UserError('visit.unknown');
    const finished = await finishVisit(deps, explained);
    deps.announce.changed(visit._id);
    return viewVisit(deps, actor, finished);
  });
}
