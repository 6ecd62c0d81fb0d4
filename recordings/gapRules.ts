import type { TrackKind, TrackSource } from '../sfu/contract.ts';

/**
 * When missing media is a gap. Shorter losses are counted in the track's statistics; a decoder conceals them, and an
 * outside judge cannot tell them from encoding.
 */

/** No packet for this long: a gap is opened, and closed or withdrawn by what arrives next. */
export const SILENCE_MS = 1_000;
/** Opus sends one packet in 400 ms while nobody speaks (RFC 6716 §2.1.9); two of them may be lost. */
export const DTX_SILENCE_MS = 1_300;
/** From the first packet of a source to its first picture or sound: the key frame has to be asked for. */
export const START_GRACE_MS = 1_000;
/** From the start of a track to its first packet: setting up a path (ICE, DTLS) is not an interruption. */
export const SETUP_GRACE_MS = 5_000;
/** Between the end of the last track and the end of the visit: closing is not an interruption. */
export const CLOSING_GRACE_MS = 3_000;

/**
 * An officer speaks now and then, and the unprocessed sound comes and goes with line and battery: their absence is no
 * interruption of the visit, so these sources have no account.
 */
export const INTERMITTENT_SOURCES: ReadonlySet<TrackSource> = new Set(['talk', 'whisper', 'rawMicrophone']);

export interface Boundary {
  readonly kind: TrackKind;
  /** Packets between the two sides never came. */
  readonly afterLoss: boolean;
  /** The last packet of sound before it announced silence (Opus DTX). */
  readonly afterDtx: boolean;
  /** Usual distance of two frames of this track. */
  readonly usualMs: number;
}

/** The longest stretch without media between two frames that is not a gap, ms. */
export function toleranceMs(boundary: Boundary): number {
  if (boundary.kind === 'audio') {
    if (boundary.afterDtx) return DTX_SILENCE_MS;
    return boundary.afterLoss ? 50 : 100;
  }
  // Nothing was lost, so the camera itself was slow, as in the dark.
  return boundary.afterLoss ? Math.max(100, boundary.usualMs) : Math.max(200, 3 * boundary.usualMs);
}
