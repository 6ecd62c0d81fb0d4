import { randomBytes, randomUUID } from 'node:crypto';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { DrawSpotCheck, SpotCheckView } from './contract.ts';
import { digestOfCandidates, drawOrder } from './draw.ts';
import type { SpotCheck } from './store.ts';
import type { SupervisionDeps } from './supervisionDeps.ts';

/** Draws a share of the closed visits for a second look. The trail has the seed, so the choice can be repeated and is nobody's. */
export async function drawSpotCheck(deps: SupervisionDeps, actor: Actor, wish: DrawSpotCheck): Promise<SpotCheckView> {
  const candidates = [...(await deps.closedBetween(wish.fromMs, wish.toMs))].sort();
  const seed = randomBytes(16).toString('hex');
  const picked = drawOrder(seed, candidates).slice(0, Math.ceil((candidates.length * wish.percent) / 100));
  const check: SpotCheck = { _id: randomUUID(), ...wish, seed, candidates, picked, byId: actor.id, by: actor.name, atMs: deps.now() };
  await deps.trail.append({
    act: 'spotCheck.drawn', actor: inTrail(actor), object: { kind: 'spotCheck', id: check._id },
    details: {
      seed, percent: wish.percent, fromMs: wish.fromMs, toMs: wish.toMs, candidates: candidates.length, picked: picked.length,
      candidatesSha256: digestOfCandidates(candidates),
    },
  });
  await deps.supervision.addSpotCheck(check);
  return viewOfSpotCheck(check);
}

export function viewOfSpotCheck({ _id, byId: _account, ...shown }: SpotCheck): SpotCheckView {
  return { id: _id, ...shown };
}
