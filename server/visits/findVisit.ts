import { UserError } from '../errors.ts';
import type { Action } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import { requireAbility } from '../people/requireAbility.ts';
import type { VisitId } from './contract.ts';
import type { Visit } from './visit.ts';
import type { VisitDeps } from './visitDeps.ts';

/**
 * The visit, when this person may do this to it.
 * @throws UserError `visit.unknown`, `access.denied`
 */
export async function findVisit(
  deps: Pick<VisitDeps, 'visits' | 'trail'>,
  actor: Actor,
  action: Action,
  visitId: string,
): Promise<Visit> {
  // The role is asked first, so that nobody learns from the answer which visits exist.
  await requireAbility(deps.trail, actor, action);
  const visit = await deps.visits.visit(visitId as VisitId);
  if (!visit) throw new UserError('visit.unknown');
  await requireAbility(deps.trail, actor, action, visit);
  return visit;
}
