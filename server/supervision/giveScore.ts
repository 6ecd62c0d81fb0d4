import { phaseOf } from '../visits/phases/contract.ts';
import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { GiveScore, ScoreView } from './contract.ts';
import type { Score } from './store.ts';
import type { SupervisionDeps } from './supervisionDeps.ts';

/** What a supervisor thinks of a visit that is over. @throws UserError `visit.wrongState` */
export async function giveScore(deps: SupervisionDeps, actor: Actor, visitId: string, { marks, note }: GiveScore): Promise<ScoreView> {
  const visit = await deps.visitFor(actor, 'visit.score', visitId);
  if (phaseOf(visit.state) === 'planned' || phaseOf(visit.state) === 'live') throw new UserError('visit.wrongState');
  await deps.trail.append({
    act: 'visit.scored', actor: inTrail(actor), object: { kind: 'visit', id: visit._id }, visitId: visit._id,
    details: marks, ...(note !== '' && { personal: { note } }),
  });
  const score: Score = { _id: `${visit._id} ${actor.id}`, visitId: visit._id, byId: actor.id, by: actor.name, atMs: deps.now(), marks, note };
  await deps.supervision.score(score);
  return viewOfScore(score);
}

export function viewOfScore({ by, atMs, marks, note }: Score): ScoreView {
  return { by, atMs, marks: marks as GiveScore['marks'], note };
}
