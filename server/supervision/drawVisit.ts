import { randomBytes } from 'node:crypto';
import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { DrawView } from './contract.ts';
import { digestOfCandidates, drawOrder } from './draw.ts';
import type { SupervisionDeps } from './supervisionDeps.ts';

/**
 * One of the visits that are live now, so that nobody chooses whom to look at. The draw is in the trail with its seed.
 * @throws UserError `supervision.nothingLive`
 */
export async function drawVisit(deps: SupervisionDeps, actor: Actor): Promise<DrawView> {
  const candidates = (await deps.running()).filter(({ live }) => live).map(({ id }) => id);
  const seed = randomBytes(16).toString('hex');
  const [visitId] = drawOrder(seed, candidates);
  if (visitId === undefined) throw new UserError('supervision.nothingLive');
  await deps.trail.append({
    act: 'watch.drawn', actor: inTrail(actor), object: { kind: 'visit', id: visitId }, visitId,
    details: { seed, candidates: candidates.length, candidatesSha256: digestOfCandidates(candidates) },
  });
  return { visitId };
}
