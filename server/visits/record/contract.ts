import { z } from 'zod';
import type { AccountId } from '../../people/contract.ts';

/** Longest side of the drawn picture is small; a signature is some kilobytes. */
const MAX_PNG_BASE64 = 120_000;
const MAX_POINTS = 6000;

/**
 * A signature on glass: the pen's way, and the picture that a person recognises. Each point is x and y in pixels of
 * the pad, ms since the first touch, and the pressure in thousandths (500 where the glass can't tell).
 */
export const inkSchema = z.strictObject({
  widthPx: z.number().int().min(1).max(10_000),
  heightPx: z.number().int().min(1).max(10_000),
  strokes: z
    .array(z.array(z.tuple([z.number().int().min(-100).max(10_100), z.number().int().min(-100).max(10_100), z.number().int().min(0).max(3_600_000), z.number().int().min(0).max(1000)])).min(1))
    .min(1)
    .max(500)
    .refine((strokes) => strokes.reduce((sum, stroke) => sum + stroke.length, 0) <= MAX_POINTS),
  /** PNG, base64 without a prefix. */
  png: z.string().regex(/^iVBORw0KGgo[A-Za-z0-9+/]+={0,2}$/u).max(MAX_PNG_BASE64),
});
export type Ink = z.infer<typeof inkSchema>;

export const CONSENT_KINDS = ['recording', 'checkAuthorization', 'obligor', 'guardian'] as const;
export type ConsentKind = (typeof CONSENT_KINDS)[number];

/** A consent as it was given or refused. The last of a kind and person holds; earlier ones stay. */
export interface ConsentView {
  readonly kind: ConsentKind;
  readonly outcome: 'given' | 'refused';
  readonly personId: string;
  readonly textVersion: string;
  readonly language: 'zh-CN' | 'mn-Mong' | 'en';
  readonly means: 'signature' | 'spoken' | 'fingerprint';
  /** Server's clock. Spoken consent is in the recording at this moment. */
  readonly atMs: number;
  readonly deviceAtMs?: number;
  /** Whose device recorded it. */
  readonly recordedBy: AccountId;
  readonly inkId?: string;
}

export interface SignatureView {
  readonly as: 'investigator' | 'member' | 'witness';
  /** The account, or the person in the household's form. */
  readonly signerId: string;
  /** Of a witness. */
  readonly name?: string;
  readonly means: 'signature' | 'fingerprint';
  readonly atMs: number;
  readonly deviceAtMs?: number;
  readonly recordedBy: AccountId;
  /** The form that it stands under. */
  readonly digest: string;
  readonly inkId: string;
}

/** Somebody was away while the visit went on. */
export interface PresenceGap {
  readonly accountId: AccountId;
  readonly startMs: number;
  /** Missing while it lasts. */
  readonly endMs?: number;
  readonly cause: 'left' | 'connectionLost';
}

export interface PresenceView {
  readonly present: readonly { readonly accountId: string; readonly deviceId: string }[];
  readonly gaps: readonly PresenceGap[];
}
