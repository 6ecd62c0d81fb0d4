import { z } from 'zod';

export type EvidenceId = string & { readonly __brand: 'EvidenceId' };

/**
 * `POST /api/visits/:visitId/photos`, multipart/form-data: these fields first, then the file in `photo`.
 * Repeating it with the same `itemId` answers with the item already stored (idempotent).
 */
export const photoFieldsSchema = z.strictObject({
  /** Made on the device, a UUID. */
  itemId: z.uuid(),
  /** The device's wall clock at the shutter, ms since the epoch. */
  takenAtDeviceMs: z.coerce.number().int().nonnegative(),
});
export type PhotoFields = z.infer<typeof photoFieldsSchema>;

export const MAX_PHOTO_BYTES = 20 * 1024 * 1024;

export interface PhotoView {
  readonly id: EvidenceId;
  readonly kind: 'photo';
  readonly sha256: string;
  readonly bytes: number;
  readonly mimeType: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly takenAtDeviceMs: number;
  readonly receivedAtMs: number;
  /** Ms from the start of the visit's recording to the server's receipt; missing when nothing was recorded yet. */
  readonly recordingMs?: number;
  readonly takenBy: string;
  /** Derivative, JPEG. */
  readonly thumbnailUrl: string;
  /** The untouched original. */
  readonly originalUrl: string;
}
