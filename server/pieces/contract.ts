import { z } from 'zod';
import { MAX_PIECE_BYTES } from '../../recordings/contract.ts';
import type { Filling, GapCause, GapId } from '../../recordings/contract.ts';
import type { TrackSource } from '../../sfu/contract.ts';

export { MAX_PIECE_BYTES };

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);
const timeMs = z.number().int().min(0).max(8.64e15);
const FIELD_SOURCES = ['camera', 'microphone'] as const;

/** What a device says of a piece before it sends it; the metadata `claims` of the upload, JSON. */
export const pieceClaimsSchema = z.strictObject({
  /** Of the whole file, lower-case hex. */
  sha256,
  deviceId: z.string().min(1).max(64),
  /** The device's clock at timestamp 0 of the piece's media. */
  deviceStartMs: timeMs,
  /** Server's clock less the device's, and by how much that may be wrong. */
  clockOffsetMs: z.number().min(-4e12).max(4e12),
  clockUncertaintyMs: z.number().min(0).max(4e12).optional(),
  sources: z.strictObject({ video: z.literal('camera').optional(), audio: z.literal('microphone').optional() }),
});
export type PieceClaims = z.infer<typeof pieceClaimsSchema>;

/** `POST /api/visits/:visitId/pieces/expected`: a device holds these and will send them; the seal waits. */
export const expectPiecesSchema = z.strictObject({
  pieces: z.array(z.strictObject({
    sha256,
    sources: z.array(z.enum(FIELD_SOURCES)).min(1).max(2),
    startMs: timeMs,
    endMs: timeMs,
  })).min(1).max(1_000),
});
export type ExpectPieces = z.infer<typeof expectPiecesSchema>;

/** `POST /api/visits/:visitId/pieces/given-up`: these will never come. */
export const giveUpPiecesSchema = z.strictObject({
  sha256s: z.array(sha256).min(1).max(1_000),
  reason: z.string().trim().min(2).max(500),
});
export type GiveUpPieces = z.infer<typeof giveUpPiecesSchema>;

/** A stretch that the recording lacks and a device may have. */
export interface LackingStretch {
  readonly gapId: GapId;
  readonly source: TrackSource;
  readonly startMs: number;
  /** Missing while it goes on. */
  readonly endMs?: number;
  readonly cause: GapCause;
  readonly filled: readonly Filling[];
}

/** `GET /api/visits/:visitId/pieces`: what a device has to know to send what is missing and to forget the rest. */
export interface PiecesReport {
  /** No piece is taken any more. */
  readonly sealed: boolean;
  /** Everything the recording holds of each source up to here is on the server's disk, or a gap is told. Server's clock. */
  readonly recordedUntilMs?: number;
  readonly lacking: readonly LackingStretch[];
  /** Digests of what has come and is part of the archive. */
  readonly added: readonly string[];
  /** Digests of what the seal waits for. */
  readonly expected: readonly string[];
}

/** The answer to a piece's upload. */
export interface PieceAnswer {
  readonly sha256: string;
  /** It is kept, but cannot be played in its place. */
  readonly problem?: 'unreadable' | 'unsupportedCodec' | 'torn';
}
