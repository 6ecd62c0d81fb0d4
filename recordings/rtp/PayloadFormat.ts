import type { TrackFormat } from '../cmaf/initSegment.ts';
import type { MediaBuffer } from './MediaBuffer.ts';

/** A frame while its packets come in. Its bytes are the last ones of the track's buffer. */
export interface OpenFrame {
  readonly media: MediaBuffer;
  bytes: number;
  keyframe: boolean;
  /** A payload could not be understood; the frame cannot be decoded. */
  broken: boolean;
}

/** How one codec lies in RTP payloads, and how its frames lie in a file. One instance per track. */
export interface PayloadFormat {
  /** Whether this payload can be the first of a frame. Asked after a loss, when the true first may be missing. */
  begins(datagram: Buffer, start: number, end: number): boolean;
  /**
   * Adds what a payload carries, the datagram's bytes from `start` to `end`, to the frame. Payloads come in order and
   * without holes inside a frame.
   */
  add(datagram: Buffer, start: number, end: number, frame: OpenFrame): void;
  /**
   * Called when a frame has its last payload. For a key frame, answers what a decoder needs first, the same object
   * while nothing changes; undefined when it does not know yet.
   */
  finish(frame: OpenFrame): TrackFormat | undefined;
}

export function append(frame: OpenFrame, from: Uint8Array, start = 0, end = from.byteLength): void {
  frame.media.append(from, start, end);
  frame.bytes += end - start;
}
