import { z } from 'zod';
import type { Gap, SealKey } from '../../recordings/contract.ts';
import type { TrackSource } from '../../sfu/contract.ts';
import type { PhotoView } from '../evidence/contract.ts';
import type { DisclosedEntry } from '../trail/contract.ts';
import type { VisitSummary } from '../visits/contract.ts';

/**
 * `GET /api/visits/:visitId/replay` → ReplayView. Opening it is written to the trail.
 * All media below `archiveUrl` needs the same session and the same ability, byte by byte.
 */
export interface ReplayView {
  readonly visit: VisitSummary;
  /** Wall clock, ms since the epoch: time 0 of the HLS presentation, and its end. */
  readonly startMs: number;
  readonly endMs: number;
  readonly media: MediaLink;
  /** Tracks of sound that can be heard, by their playlist's name; the room's own first. */
  readonly sounds: readonly TrackSource[];
  readonly sealed: boolean;
  /** The media were lawfully destroyed then, and only their proofs are left. */
  readonly destroyedAtMs?: number;
  /** Whether this viewer may export the case file. */
  readonly mayExport: boolean;
  readonly keys: readonly SealKey[];
  readonly gaps: readonly Gap[];
  readonly photos: readonly PhotoView[];
  /** This visit's entries of the trail, oldest first. */
  readonly trail: readonly DisclosedEntry[];
}

/** How long the address of media works, and how long after that whoever held it may ask for the next. */
export const LINK_MS = 10 * 60_000;
export const RENEW_WITHIN_MS = 12 * 3_600_000;

/**
 * `POST /api/visits/:visitId/replay/link` with `{ link }`, the part after `/media/`, → MediaLink: the same look goes on.
 * All three need the session and the ability, byte by byte, and answer ranges.
 */
export interface MediaLink {
  /** HLS multivariant playlist (RFC 8216). */
  readonly hlsUrl: string;
  /** The raw files of the sealed archive: `archiveUrl + path`; `archiveUrl` itself answers `{ files: string[] }`. */
  readonly archiveUrl: string;
  /** `waveformUrl + source`: how loud the sound is, a byte every `WAVE_STEP_MS` from the start, streamed as it is computed. */
  readonly waveformUrl: string;
  /** Server's clock, ms since the epoch. */
  readonly expiresAtMs: number;
}
export const renewLinkSchema = z.strictObject({ link: z.string().min(10).max(100) });

/** One byte of a waveform stands for this long: 0 without sound on record, 1 for −60 dB and less, 255 for 0 dB (full scale, RMS). */
export const WAVE_STEP_MS = 100;

/** Pieces of one report at most; a page that is sought through faster than that reports more often. */
const MAX_PARTS = 100;

/**
 * `POST /api/visits/:visitId/watched`: what was played since the last report; goes into the trail. Seconds of the
 * presentation, each part from and to.
 */
export const watchedSchema = z.strictObject({
  parts: z.array(z.tuple([z.number().min(0).max(1_000_000), z.number().min(0).max(1_000_000)])).min(1).max(MAX_PARTS),
  /** Time that the watching took, ms. */
  durationMs: z.number().int().min(0).max(3_600_000),
});
export type Watched = z.infer<typeof watchedSchema>;
