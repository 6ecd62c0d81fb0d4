import { z } from 'zod';
import type { AccountId } from '../../people/contract.ts';

/** Somebody who can be assigned to a household, with what speaks for and against it. */
export interface StaffMember {
  readonly id: AccountId;
  readonly name: string;
  /** Visits that are planned for them or under way. */
  readonly load: number;
  /** They declared kinship or another conflict with this household. */
  readonly conflict: boolean;
}

/** `GET /api/visit-staff?householdId=` */
export interface StaffForVisit {
  readonly staff: readonly StaffMember[];
}
export const staffQuerySchema = z.strictObject({ householdId: z.string().min(1).max(64) });

/**
 * `POST /api/visit-pairs` → DrawnPair: two investigators at random among those with the least to do, and rather a pair that
 * seldom visited together. The draw is in the trail with its seed, so that anybody can repeat it.
 */
export const drawPairSchema = staffQuerySchema;
export interface DrawnPair {
  readonly investigatorIds: readonly [AccountId, AccountId];
  readonly seed: string;
  /** Pairs among which it was drawn. */
  readonly pairs: number;
}
