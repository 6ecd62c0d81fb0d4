import { concat } from '../cmaf/boxes.ts';
import { fragment } from '../cmaf/fragment.ts';
import { toleranceMs } from '../gapRules.ts';

/** The same lengths as of live media (`MediaRun`). */
const SEGMENT_MS = 2_000;
const KEYFRAME_CUT_MS = 900;

/** A frame on the visit's timeline; units of the track's timescale from the archive's epoch. */
export interface PlacedFrame {
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly keyframe: boolean;
  /** How long it lasts if nothing tells. */
  readonly nominal: number;
}

/** A whole segment file. */
export interface CutSegment {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Units of the track's timescale from the archive's epoch. */
  readonly start: number;
  readonly end: number;
  readonly keyframe: boolean;
  readonly samples: number;
}

export interface CutterOptions {
  readonly kind: 'audio' | 'video';
  readonly timescale: number;
  /** Where gaps begin and end, in units: a segment that fills one should not reach far beyond it. */
  readonly gapStarts: readonly number[];
  readonly gapEnds: readonly number[];
  readonly onSegment: (segment: CutSegment) => void;
}

/** Cuts what a device recorded into segments such as live media is cut into, and where gaps begin and end. */
export class PieceCutter {
  readonly #options: CutterOptions;
  #frames: PlacedFrame[] = [];
  #count = 0;
  #usual: number | undefined;

  constructor(options: CutterOptions) {
    this.#options = options;
  }

  /** Frames in rising order; one that is not later than the one before is left out. */
  push(frame: PlacedFrame): void {
    const last = this.#frames.at(-1);
    if (last !== undefined) {
      const distance = frame.at - last.at;
      if (distance <= 0) return;
      if (this.#isHole(last, distance)) {
        this.#cut(last.at + last.nominal);
      } else {
        this.#usual = this.#usual === undefined ? distance : this.#usual + (distance - this.#usual) / 16;
        if (this.#shouldCut(last, frame)) this.#cut(frame.at);
      }
    }
    this.#frames.push(frame);
  }

  /** Nothing goes on from here in the same segment: the end, or another format. */
  end(): void {
    const last = this.#frames.at(-1);
    if (last !== undefined) this.#cut(last.at + last.nominal);
  }

  #isHole(last: PlacedFrame, distance: number): boolean {
    const { kind } = this.#options;
    const usualMs = this.#ms(this.#usual ?? last.nominal);
    return this.#ms(distance - last.nominal) > toleranceMs({ kind, afterLoss: false, afterDtx: false, usualMs });
  }

  #shouldCut(last: PlacedFrame, next: PlacedFrame): boolean {
    const { kind, gapStarts, gapEnds } = this.#options;
    const lengthMs = this.#ms(next.at - (this.#frames[0]?.at ?? next.at));
    const passed = (bound: number): boolean => bound > last.at && bound <= next.at;
    if (gapEnds.some(passed)) return true;
    if (!next.keyframe) return lengthMs + this.#ms(next.nominal) > SEGMENT_MS;
    // Where a picture cannot be decoded alone, the segment has to begin before the gap does.
    if (gapStarts.some(passed)) return true;
    return kind === 'video' ? lengthMs >= KEYFRAME_CUT_MS : lengthMs + this.#ms(next.nominal) > SEGMENT_MS;
  }

  #cut(end: number): void {
    const frames = this.#frames;
    const first = frames[0];
    if (first === undefined) return;
    this.#frames = [];
    this.#count += 1;
    const samples = frames.map(({ at, bytes, keyframe }, i) => ({
      bytes: bytes.byteLength, keyframe, duration: Math.max(1, (frames[i + 1]?.at ?? end) - at),
    }));
    this.#options.onSegment({
      bytes: Uint8Array.from(fragment(this.#count, first.at, samples, concat(frames.map(({ bytes }) => bytes)))),
      start: first.at, end, keyframe: first.keyframe, samples: frames.length,
    });
  }

  #ms(units: number): number {
    return (units * 1_000) / this.#options.timescale;
  }
}
