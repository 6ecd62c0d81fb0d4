import type { AccountId } from '../../people/contract.ts';
import type { PresenceGap } from '../record/contract.ts';
import type { Visit } from '../visit.ts';

/** Notes that somebody who was present is away from now on. Somebody who never came leaves no gap. */
export function openPresenceGap(visit: Visit, accountId: AccountId, startMs: number, cause: PresenceGap['cause']): readonly PresenceGap[] {
  const wasHere = visit.facts.present.some((one) => one.accountId === accountId);
  const isOpen = visit.presenceGaps.some((gap) => gap.accountId === accountId && gap.endMs === undefined);
  return wasHere && !isOpen ? [...visit.presenceGaps, { accountId, startMs, cause }] : visit.presenceGaps;
}

/** Ends the open gaps of one person, or everybody's when the visit ends. */
export function closePresenceGaps(gaps: readonly PresenceGap[], endMs: number, accountId?: AccountId): readonly PresenceGap[] {
  return gaps.map((gap) => (gap.endMs === undefined && (accountId === undefined || gap.accountId === accountId) ? { ...gap, endMs } : gap));
}
