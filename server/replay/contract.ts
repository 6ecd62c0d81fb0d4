import { z } from 'zod';
import type { Gap, SealKey } from '../../recordings/contract.ts';
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
  /** HLS multivariant playlist (RFC 8216). */
  readonly hlsUrl: string;
  /** The raw files of the sealed archive: `archiveUrl + path`; `archiveUrl` itself answers `{ files: string[] }`. */
  readonly archiveUrl: string;
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
