import type { NeedIn, Officer } from './contract.ts';

/**
 * An officer agrees that the need is real.
 *
 * @param serviceIds what the officer chooses of it; by default everything suggested
 */
export function confirmNeed(need: NeedIn<'suggested'>, by: Officer, atMs: number, serviceIds = need.serviceIds): NeedIn<'confirmed'> {
  return { ...need, state: 'confirmed', confirmedBy: by, confirmedAtMs: atMs, confirmedServiceIds: serviceIds };
}

/** An officer does not agree, and says why. */
export function rejectNeed(need: NeedIn<'suggested'>, by: Officer, atMs: number, reason: string): NeedIn<'rejected'> {
  return { ...need, state: 'rejected', rejectedBy: by, rejectedAtMs: atMs, reason };
}
