import { randomBytes } from 'node:crypto';
import type { HouseholdId } from '../../cases/contract.ts';
import { UserError } from '../../errors.ts';
import type { AccountId } from '../../people/contract.ts';
import type { Actor } from '../../people/authenticate.ts';
import { inTrail } from '../../people/authenticate.ts';
import { requireAbility } from '../../people/requireAbility.ts';
import { digestOfCandidates } from '../../supervision/draw.ts';
import type { VisitDeps } from '../visitDeps.ts';
import type { DrawnPair, StaffMember } from './contract.ts';
import { drawPair, eligiblePairs, pairKey } from './pairs.ts';

const DAY_MS = 86_400_000;
/** How far back two people's common visits count. */
const TOGETHER_MS = 90 * DAY_MS;

/** @throws UserError `access.denied`, `household.unknown` */
export async function staffForVisit(deps: VisitDeps, actor: Actor, householdId: string): Promise<StaffMember[]> {
  await requireAbility(deps.trail, actor, 'visit.assign');
  const [household] = await deps.households([householdId as HouseholdId]);
  if (household?.organisationId !== actor.organisationId) throw new UserError('household.unknown');
  const ids = await deps.investigatorsOf(actor.organisationId);
  const [accounts, open] = await Promise.all([deps.accounts(ids), deps.visits.openOf(actor.organisationId)]);
  return accounts.map(({ id, name }) => ({
    id, name, load: open.filter(({ investigatorIds }) => investigatorIds.includes(id)).length, conflict: household.conflictIds?.includes(id) ?? false,
  })).toSorted((a, b) => a.load - b.load);
}

/**
 * Two investigators by a draw, so that nobody chooses who visits with whom.
 * @throws UserError as `staffForVisit`; `visit.twoInvestigators` when there are fewer than two
 */
export async function drawVisitors(deps: VisitDeps, actor: Actor, householdId: string): Promise<DrawnPair> {
  const candidates = (await staffForVisit(deps, actor, householdId)).filter(({ conflict }) => !conflict);
  const together = new Map<string, number>();
  for (const { investigatorIds: [a, b] } of await deps.visits.appointedBetween({ organisationId: actor.organisationId }, deps.now() - TOGETHER_MS, deps.now() + TOGETHER_MS)) {
    if (a !== undefined && b !== undefined) together.set(pairKey(a, b), (together.get(pairKey(a, b)) ?? 0) + 1);
  }
  const pairs = eligiblePairs(candidates, together);
  const seed = randomBytes(16).toString('hex');
  const drawn = drawPair(seed, pairs);
  if (!drawn) throw new UserError('visit.twoInvestigators');
  const [first, second] = drawn;
  await deps.trail.append({
    act: 'visit.pairDrawn', actor: inTrail(actor), object: { kind: 'case', id: householdId },
    details: { seed, pairs: pairs.length, pairsSha256: digestOfCandidates(pairs), first, second },
  });
  return { investigatorIds: [first as AccountId, second as AccountId], seed, pairs: pairs.length };
}
