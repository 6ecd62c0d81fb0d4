import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { RuleOnGap, VisitDetail } from './contract.ts';
import { findVisit } from './findVisit.ts';
import type { VisitDeps } from './visitDeps.ts';
import { viewVisit } from './viewVisit.ts';

/**
 * The office accepts or rejects what was said of an interruption. Given before the seal it is part of it; a later one,
 * or another one, stands beside it, and the trail has them all.
 * @throws UserError `visit.wrongState`, `gap.unknown`, `gap.unexplained`
 */
export async function ruleOnGap(
  deps: VisitDeps,
  actor: Actor,
  { visitId, gapId, ruling }: RuleOnGap & { visitId: string; gapId: string },
): Promise<VisitDetail> {
  return deps.lock.run(visitId, async () => {
    const visit = await findVisit(deps, actor, 'gap.rule', visitId);
    if (visit.recording === undefined) throw new UserError('visit.wrongState');
    if (!visit.recording?.gaps.some((gap) => gap.id === gapId)) throw new UserError('gap.unknown');
    if (!visit.statements.some((statement) => statement.gapId === gapId)) throw new UserError('gap.unexplained');
    await deps.trail.append({
      act: 'recording.gapRuled',
      actor: inTrail(actor),
      object: { kind: 'gap', id: gapId },
      visitId: visit._id,
      details: { ruling },
    });
    const ruled = await deps.visits.ruleOnGap(visit._id, gapId, ruling, actor.name);
    deps.announce.changed(visit._id);
    return viewVisit(deps, actor, ruled ?? visit);
  });
}
