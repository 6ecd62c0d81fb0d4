import type { TrackFormat } from '../cmaf/initSegment.ts';

/** A frame while its packets come in. */
export interface OpenFrame {
  readonly parts: Uint8Array[];
  bytes: number;
  keyframe: boolean;
  /** A payload could not be understood; the frame cannot be decoded. */
  broken: boolean;
}

/** How one codec lies in RTP payloads, and how its frames lie in a file. One instance per track. */
export interface PayloadFormat {
  /** Whether this payload can be the first of a frame. Asked after a loss, when the true first may be missing. */
  begins(payload: Uint8Array): boolean;
  /** Adds what a payload carries to the frame. Payloads come in order and without holes inside a frame. */
  add(payload: Buffer, frame: OpenFrame): void;
  /**
   * Called when a frame has its last payload. For a key frame, answers what a decoder needs first, the same object
   * while nothing changes; undefined when it does not know yet.
   */
  finish(frame: OpenFrame): TrackFormat | undefined;
}

export function append(frame: OpenFrame, part: Uint8Array): void {
  frame.parts.push(part);
  frame.bytes += part.byteLength;
}
