import type { TrackFormat } from '../cmaf/initSegment.ts';
import type { MediaBuffer } from './MediaBuffer.ts';
import type { OpenFrame, PayloadFormat } from './PayloadFormat.ts';
import type { RtpPacket } from './rtpPacket.ts';

/** A whole picture, whose bytes are the last ones of the track's buffer. */
export interface Frame {
  readonly timestamp: number;
  readonly keyframe: boolean;
  readonly bytes: number;
  /** What a decoder needs before this frame; only on key frames. */
  readonly format?: TrackFormat;
  readonly arrivalMs: number;
}

export interface AssemblerOptions {
  readonly media: MediaBuffer;
  readonly onFrame: (frame: Frame) => void;
  /** Nothing can be written until a key frame comes. Called for every frame that had to be dropped. */
  readonly onKeyFrameNeeded: () => void;
}

/**
 * Puts pictures together from packets in order. After a loss it gives nothing until a whole key frame: a picture
 * decoded from missing references would show what was not there.
 */
export class FrameAssembler {
  readonly #payloads: PayloadFormat;
  readonly #options: AssemblerOptions;
  #open: (OpenFrame & { readonly timestamp: number; readonly arrivalMs: number }) | undefined;
  #afterLoss = true;
  #needsKeyFrame = true;
  framesDropped = 0;
  keyFrames = 0;

  constructor(payloads: PayloadFormat, options: AssemblerOptions) {
    this.#payloads = payloads;
    this.#options = options;
  }

  push(packet: RtpPacket, arrivalMs: number): void {
    // Packets without payload only keep a path open.
    const { datagram, start, end } = packet;
    if (start === end) return;
    if (this.#open !== undefined && this.#open.timestamp !== packet.timestamp) this.#finish();
    if (this.#open === undefined) {
      const whole = !this.#afterLoss || this.#payloads.begins(datagram, start, end);
      const { media } = this.#options;
      this.#open = { timestamp: packet.timestamp, arrivalMs, media, bytes: 0, keyframe: false, broken: !whole };
      this.#afterLoss = false;
    }
    if (!this.#open.broken) this.#payloads.add(datagram, start, end, this.#open);
    if (packet.marker) this.#finish();
  }

  lost(): void {
    if (this.#open !== undefined) this.#open.broken = true;
    this.#afterLoss = true;
    this.#needsKeyFrame = true;
  }

  #finish(): void {
    const frame = this.#open!;
    this.#open = undefined;
    const format = this.#payloads.finish(frame);
    if (frame.bytes === 0 && !frame.broken) return;
    const usable = !frame.broken && (frame.keyframe ? format !== undefined : !this.#needsKeyFrame);
    if (!usable) {
      if (frame.broken) this.#needsKeyFrame = true;
      frame.media.dropLast(frame.bytes);
      this.framesDropped += 1;
      this.#options.onKeyFrameNeeded();
      return;
    }
    if (frame.keyframe) {
      this.#needsKeyFrame = false;
      this.keyFrames += 1;
    }
    this.#options.onFrame({
      timestamp: frame.timestamp, keyframe: frame.keyframe, bytes: frame.bytes,
      arrivalMs: frame.arrivalMs, ...(format === undefined ? {} : { format }),
    });
  }
}
