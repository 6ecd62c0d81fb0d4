import { z } from 'zod';
import type { VisitId } from '../visits/contract.ts';

export type FlagId = string & { readonly __brand: 'FlagId' };

/** Everything that the server notices by itself. A flag starts a look, never a sanction; a supervisor rules on it. */
export const FLAG_KINDS = [
  'evidence.duplicate', 'evidence.reused', 'evidence.claimedFuture', 'evidence.exifFuture', 'evidence.exifTime', 'evidence.exifPlace',
  'presence.oneInvestigator', 'place.outside', 'place.jump', 'place.mock',
  'media.staticPicture', 'media.silence', 'media.gap',
  'device.lowBattery', 'device.lowStorage', 'device.clockOffset',
  'visit.short', 'visit.roomsSkipped',
] as const;
export type FlagKind = (typeof FLAG_KINDS)[number];

/** Ids, codes and numbers by which a person can see for themselves. */
export type FlagEvidence = Readonly<Record<string, string | number | boolean>>;

/** What a supervisor found: nothing wrong, to be followed up, or as it looked. */
export const FLAG_RULINGS = ['dismissed', 'followUp', 'confirmed'] as const;
export type FlagRuling = (typeof FLAG_RULINGS)[number];

/** What a noun that notices something tells. */
export interface RaisedFlag {
  readonly visitId: VisitId;
  readonly kind: FlagKind;
  /** The moment it is about, server's clock, ms since the epoch. */
  readonly atMs: number;
  readonly evidence: FlagEvidence;
  /** What it is about within the visit, e.g. an item's id: the same thing is flagged once. Default: the moment. */
  readonly subject?: string;
}
/** Handed to the nouns that notice; resolves when the flag is on record. */
export type RaiseFlag = (flag: RaisedFlag) => Promise<void>;

export interface FlagView {
  readonly id: FlagId;
  readonly visitId: VisitId;
  readonly kind: FlagKind;
  readonly atMs: number;
  readonly raisedAtMs: number;
  readonly subject?: string;
  readonly evidence: FlagEvidence;
  readonly ruling?: FlagRuling;
  readonly note?: string;
  readonly ruledBy?: string;
  readonly ruledAtMs?: number;
}

/** `GET /api/visits/:visitId/flags`, the newest moment first. */
export interface FlagList {
  readonly flags: readonly FlagView[];
  /** Whether this viewer may rule on them. */
  readonly mayRule: boolean;
}

/** `POST /api/flags/:flagId/ruling` → FlagView. A second ruling replaces the first; the trail keeps both. */
export const ruleOnFlagSchema = z.strictObject({
  ruling: z.enum(FLAG_RULINGS),
  note: z.string().trim().max(500).default(''),
});
export type RuleOnFlag = z.infer<typeof ruleOnFlagSchema>;
