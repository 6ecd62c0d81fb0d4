import { z } from 'zod';
import { EVIDENCE_KINDS, EVIDENCE_TYPES } from './kinds/contract.ts';
import type { EvidenceKind, EvidenceType } from './kinds/contract.ts';

export type EvidenceId = string & { readonly __brand: 'EvidenceId' };

const id = z.string().regex(/^[\x21-\x7e]{1,128}$/u);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);
const words = (max: number) => z.string().trim().max(max);

/** What a person says of an item, at the shutter or afterwards. An empty text takes it back. */
export const descriptionSchema = z.strictObject({
  type: z.enum(EVIDENCE_TYPES).optional(),
  caption: words(200).optional(),
  room: words(40).optional(),
  person: words(40).optional(),
  /** The line of the visit form that it proves. */
  formItemId: id.or(z.literal('')).optional(),
});
export type Description = z.infer<typeof descriptionSchema>;

export const positionSchema = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  /** Radius of the circle in which the device believes to be, metres. */
  accuracyM: z.number().min(0).max(1_000_000),
});
export type Position = z.infer<typeof positionSchema>;

/** What the device claims of an item. Sent with it, kept beside it, compared with what the file itself says. */
export const claimsSchema = z.strictObject({
  /** Made on the device, a UUID: the same item sent twice is one item. */
  itemId: z.uuid().transform((made) => made.toLowerCase()),
  kind: z.enum(EVIDENCE_KINDS),
  /** Of the file's bytes, made on the device, lower-case hex. */
  sha256,
  /** The device's wall clock at the shutter, ms since the epoch. */
  takenAtDeviceMs: z.number().int().nonnegative().max(8.64e15),
  /** Server's clock less the device's as the page last measured it, ms. */
  clockOffsetMs: z.number().int().optional(),
  /** The device's zone, minutes east of UTC: what its camera writes into EXIF is local time. */
  utcOffsetMin: z.number().int().min(-720).max(840).optional(),
  position: positionSchema.optional(),
  /** What the device calls itself. */
  device: words(300).optional(),
  /** The supervisor's request that this fulfils. */
  requestId: id.optional(),
  description: descriptionSchema.optional(),
});
export type Claims = z.infer<typeof claimsSchema>;

/**
 * The ways in, all idempotent by `claims.itemId`, all answered with the EvidenceView whose `sha256` is the digest of
 * what is on the server's disk:
 *
 * `POST /api/visits/:visitId/evidence`, multipart/form-data: `claims` (JSON) first, then the file in `file`.
 * `POST /api/evidence/uploads`, tus 1.0.0, with `visitId` and `claims` (JSON) in Upload-Metadata; the request that
 * brings the last byte is answered with 200 and the view.
 *
 * `GET /api/evidence/:itemId/receipt` → Receipt: for a device that did not hear the answer.
 */
export interface Receipt {
  readonly id: EvidenceId;
  readonly sha256: string;
  readonly bytes: number;
  readonly receivedAtMs: number;
}

/** What the file itself says in its EXIF. */
export interface ExifClaims {
  /** `2026-11-24T14:05:09`, the camera's local time. */
  readonly takenAtLocal?: string;
  /** Minutes east of UTC, where the camera wrote it. */
  readonly utcOffsetMin?: number;
  readonly latitude?: number;
  readonly longitude?: number;
  /** Maker and model. */
  readonly camera?: string;
}

/** A trusted time over the item's SHA-256 (RFC 3161). */
export interface TimestampView {
  readonly atMs: number;
  readonly authority: string;
}

export interface EvidenceView {
  readonly id: EvidenceId;
  readonly kind: EvidenceKind;
  readonly type?: EvidenceType;
  readonly caption?: string;
  readonly room?: string;
  readonly person?: string;
  readonly formItemId?: string;
  readonly requestId?: string;
  readonly sha256: string;
  /** Over the same bytes; missing for the moment until it is computed. */
  readonly sm3?: string;
  readonly bytes: number;
  readonly mimeType: string;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly durationMs?: number;
  readonly takenAtDeviceMs: number;
  readonly clockOffsetMs?: number;
  /** The shutter on the server's clock: the device's own, put right by the offset where one was measured. */
  readonly takenAtMs: number;
  readonly receivedAtMs: number;
  /** Ms from the start of the visit's recording to the shutter; missing when nothing was recorded yet. */
  readonly recordingMs?: number;
  readonly position?: Position;
  readonly device?: string;
  readonly exif?: ExifClaims;
  readonly takenBy: string;
  /** An earlier item of this visit with the same bytes. */
  readonly duplicateOf?: EvidenceId;
  readonly timestamp?: TimestampView;
  /** The untouched original. */
  readonly originalUrl: string;
  /** Derivatives of a picture, JPEG. */
  readonly thumbnailUrl?: string;
  readonly watermarkedUrl?: string;
}

/** An item that is a picture. */
export interface PhotoView extends EvidenceView {
  readonly kind: 'photo' | 'snapshot';
  readonly widthPx: number;
  readonly heightPx: number;
  readonly thumbnailUrl: string;
  readonly watermarkedUrl: string;
}

export function isPhoto(item: EvidenceView): item is PhotoView {
  return item.kind === 'photo' || item.kind === 'snapshot';
}

/** `GET /api/visits/:visitId/evidence`, in the order of their moments. */
export interface EvidenceList {
  readonly items: readonly EvidenceView[];
}
