import { fragment } from './cmaf/fragment.ts';
import type { Sample } from './cmaf/fragment.ts';
import type { TrackFormat } from './cmaf/initSegment.ts';
import { toleranceMs } from './gapRules.ts';
import type { WrittenMedia } from './GapLedger.ts';
import type { MediaBuffer } from './rtp/MediaBuffer.ts';
import type { TrackClock } from './rtp/TrackClock.ts';
import type { SegmentWriter } from './SegmentWriter.ts';

/** How much media may be lost when the power goes: a fragment is made durable this often. */
const FRAGMENT_MS = 500;
const SEGMENT_MS = 2_000;
/** A key frame begins a new segment once the open one is this long: every segment that can, begins with one. */
const KEYFRAME_CUT_MS = 900;
/** The first fragment waits this long for a sender report, which tells where on the timeline it belongs. */
const FIRST_REPORT_WAIT_MS = 1_200;
/** Nothing follows: what is held is written without knowing how long its last sample lasts. */
const IDLE_FLUSH_MS = 300;

/** A picture or a packet of sound, before it has its place on the wall clock. When pushed, its bytes end the buffer. */
export interface TimedSample {
  /** Extended RTP timestamp. */
  readonly timestamp: number;
  readonly bytes: number;
  readonly keyframe: boolean;
  /** How long it lasts if nothing tells, in RTP units. */
  readonly nominal: number;
  readonly announcesSilence: boolean;
}

export interface MediaRunOptions {
  readonly kind: 'audio' | 'video';
  readonly clockRate: number;
  readonly clock: TrackClock;
  readonly writer: SegmentWriter;
  /** Holds the bytes of everything pushed, in order, until their fragment is written. */
  readonly media: MediaBuffer;
  /** Wall clock at which the archive's timeline is 0. */
  readonly epochMs: number;
  readonly onWritten: (media: WrittenMedia) => void;
}

/**
 * Gives samples their place on the visit's timeline, and cuts them into fragments and segments. A fragment is placed
 * when it is closed and not when its packets come, so that it profits from what was learned of the clock meanwhile.
 */
export class MediaRun {
  readonly #options: MediaRunOptions;
  #format: TrackFormat | undefined;
  #pending: TimedSample[] = [];
  #pendingAfterLoss = false;
  #pendingUnbroken = false;
  #pendingTolerance: number;
  #firstPushedAtMs: number | undefined;
  #lastPushedAtMs = 0;
  #last: TimedSample | undefined;
  #lossSinceLast = false;
  /** Usual distance of two samples, RTP units. */
  #usual: number | undefined;
  #sequence = 0;
  /** Decode time at which the next fragment goes on, if it follows without a break; units from the epoch. */
  #continuesAt: number | undefined;
  #lastEnd = 0;
  #segmentStart: number | undefined;
  /** Whether the open segment, or the one that is about to begin, begins with a key frame. */
  #beginsWithKeyframe = false;

  constructor(options: MediaRunOptions) {
    this.#options = options;
    this.#pendingTolerance = toleranceMs({ kind: options.kind, afterLoss: false, afterDtx: false, usualMs: 0 });
  }

  /** Packets between the last sample and the next never came. */
  lost(): void {
    this.#lossSinceLast = true;
  }

  push(sample: TimedSample, nowMs: number, format?: TrackFormat): void {
    const last = this.#last;
    const changed = format !== undefined && format !== this.#format;
    if (last !== undefined) {
      const distance = sample.timestamp - last.timestamp;
      if (distance <= 0) {
        this.#options.media.dropLast(sample.bytes);
        return;
      }
      const tolerance = this.#tolerance(last);
      const missingMs = this.#unitsToMs(distance - last.nominal);
      if (missingMs > tolerance) {
        this.#breakBefore();
      } else {
        this.#usual = this.#usual === undefined ? distance : this.#usual + (distance - this.#usual) / 16;
        if (this.#shouldCutBefore(sample, changed)) {
          this.#flush(sample.timestamp);
          this.#endSegment();
        } else if (this.#pendingMs(sample.timestamp) >= FRAGMENT_MS && this.#placed(nowMs)) {
          this.#flush(sample.timestamp);
        }
      }
      if (this.#pending.length === 0) {
        this.#pendingTolerance = tolerance;
        this.#pendingAfterLoss = this.#lossSinceLast;
        this.#pendingUnbroken = !this.#lossSinceLast;
      }
    }
    if (changed) {
      this.#format = format;
      this.#options.writer.begin(format);
    }
    this.#firstPushedAtMs ??= nowMs;
    this.#lastPushedAtMs = nowMs;
    this.#lossSinceLast = false;
    this.#last = sample;
    if (this.#segmentStart === undefined && this.#pending.length === 0) this.#beginsWithKeyframe = sample.keyframe;
    this.#pending.push(sample);
  }

  /** Writes what has waited long enough for a next sample that does not come. */
  tick(nowMs: number): void {
    // A camera that is slow in the dark is not idle between two of its pictures.
    const idleMs = Math.max(IDLE_FLUSH_MS, 2 * this.#unitsToMs(this.#usual ?? 0));
    if (this.#pending.length > 0 && nowMs - this.#lastPushedAtMs >= idleMs && this.#placed(nowMs)) {
      this.#flush(undefined);
    }
  }

  /** Writes everything and ends the open segment. */
  end(): void {
    this.#breakBefore();
  }

  #breakBefore(): void {
    this.#flush(undefined);
    this.#endSegment();
  }

  #endSegment(): void {
    if (this.#segmentStart === undefined) return;
    this.#segmentStart = undefined;
    this.#options.writer.end();
  }

  #shouldCutBefore(sample: TimedSample, changed: boolean): boolean {
    if (changed) return true;
    const first = this.#pending[0];
    if (first === undefined && this.#segmentStart === undefined) return false;
    const pendingMs = this.#pendingMs(sample.timestamp);
    const openMs = this.#segmentStart === undefined ? 0 : this.#unitsToMs(this.#lastEnd - this.#segmentStart);
    const lengthMs = openMs + pendingMs;
    if (sample.keyframe && this.#options.kind === 'video') return lengthMs >= KEYFRAME_CUT_MS || !this.#beginsWithKeyframe;
    return lengthMs + this.#unitsToMs(sample.nominal) > SEGMENT_MS;
  }

  /** Whether it is known well enough where the first fragment belongs. */
  #placed(nowMs: number): boolean {
    return this.#sequence > 0 || this.#options.clock.hasReport || nowMs - (this.#firstPushedAtMs ?? nowMs) >= FIRST_REPORT_WAIT_MS;
  }

  #tolerance(last: TimedSample): number {
    return toleranceMs({
      kind: this.#options.kind, afterLoss: this.#lossSinceLast, afterDtx: last.announcesSilence,
      usualMs: this.#unitsToMs(this.#usual ?? last.nominal),
    });
  }

  /**
   * Writes what is pending as one fragment.
   * @param next Timestamp of the sample that follows without a break; undefined when none is known.
   */
  #flush(next: number | undefined): void {
    const samples = this.#pending;
    const first = samples[0];
    const last = samples.at(-1);
    if (first === undefined || last === undefined) return;
    const { clock, epochMs, writer, media: buffer } = this.#options;
    const timescale = this.#options.clockRate;
    const toUnits = (wallMs: number): number => Math.round(((wallMs - epochMs) * timescale) / 1_000);

    const start = this.#continuesAt ?? Math.max(this.#lastEnd, toUnits(clock.wallMs(first.timestamp)));
    const endTimestamp = next ?? last.timestamp + last.nominal;
    // Stretching the whole fragment evenly follows the sender's clock without a jump between two samples.
    const span = endTimestamp - first.timestamp;
    const wallSpan = next === undefined ? span : Math.max(1, toUnits(clock.wallMs(next)) - start);
    const stretchable = Math.abs(wallSpan - span) < span / 20 + timescale / 50;
    const stretch = stretchable ? wallSpan / span : 1;
    const at = (timestamp: number): number => Math.round((timestamp - first.timestamp) * stretch);
    const end = start + Math.max(at(endTimestamp), samples.length);

    const timed: Sample[] = samples.map((sample, i) => {
      const following = samples[i + 1];
      const until = following === undefined ? end - start : at(following.timestamp);
      return { bytes: sample.bytes, keyframe: sample.keyframe, duration: Math.max(1, until - at(sample.timestamp)) };
    });
    this.#sequence += 1;
    this.#segmentStart ??= start;
    this.#pending = [];
    // Where a clock was set, or samples were lost, the next fragment is placed anew.
    this.#continuesAt = next === undefined || !stretchable ? undefined : end;
    this.#lastEnd = end;

    const startMs = epochMs + this.#unitsToMs(start);
    const endMs = epochMs + this.#unitsToMs(end);
    const deviceStartMs = clock.senderMs(first.timestamp);
    const deviceEndMs = clock.senderMs(endTimestamp);
    const media: WrittenMedia = {
      startMs, endMs, toleranceMs: this.#pendingTolerance, afterLoss: this.#pendingAfterLoss, unbroken: this.#pendingUnbroken,
      ...(deviceStartMs === undefined ? {} : { deviceStartMs }), ...(deviceEndMs === undefined ? {} : { deviceEndMs }),
    };
    const mediaBytes = samples.reduce((sum, { bytes }) => sum + bytes, 0);
    const bytes = fragment(this.#sequence, start, timed, buffer.first(mediaBytes));
    buffer.dropFirst(mediaBytes);
    writer.append({
      bytes, startMs, endMs, samples: samples.length, keyframe: first.keyframe,
      onDurable: () => { this.#options.onWritten(media); },
    });
  }

  #pendingMs(until: number): number {
    const first = this.#pending[0];
    return first === undefined ? 0 : this.#unitsToMs(until - first.timestamp);
  }

  #unitsToMs(units: number): number {
    return (units * 1_000) / this.#options.clockRate;
  }
}
