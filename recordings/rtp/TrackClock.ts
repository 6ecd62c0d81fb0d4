import { SlidingMinimum } from './SlidingMinimum.ts';

/** Long enough to meet a packet that met no queue; short enough to follow a device that drifts by 200 ppm. */
const WINDOW_MS = 15_000;
/** Fastest correction once a track runs: not audible, and twice what a bad crystal drifts. */
const SLEW = 0.000_5;
/** Fastest correction of a large error, and while a track is young and its first sender report may just have come. */
const FAST_SLEW = 0.02;
const YOUNG_MS = 10_000;
/** A larger error is a clock that was set, not a clock that drifts. */
const STEP_MS = 1_000;
/**
 * Sound has lost samples when a report puts it this much later than the reports before, and every packet of the last
 * second came so late too. Packets alone are no sign: a busy sender's wait for their encoder, rightly timed.
 */
const LOST_SAMPLES_MS = 60;
const LATE_FOR_MS = 1_000;
/** A packet this far from where its timestamp belongs has a timestamp of another count. */
const REBASE_MS = 10_000;

/**
 * One sender's clock, shared by all its tracks of one cname (RFC 3550 §6.5.1), seen from the server's: the least
 * delay with which anything arrived. Sharing it is what keeps sound and picture together.
 */
export class SenderClock {
  readonly #delay = new SlidingMinimum(WINDOW_MS);

  observe(senderMs: number, arrivalMs: number): void {
    this.#delay.push(arrivalMs - senderMs, arrivalMs);
  }

  /** What to add to the sender's time to get the server's; undefined before the first packet. */
  get offsetMs(): number | undefined {
    return this.#delay.value;
  }
}

/**
 * Maps one track's RTP timestamps to the server's wall clock: by sender reports through the sender's clock, and
 * before the first report by arrival alone. The mapping moves slowly, so durations stay true; only where a sender
 * lost samples of its sound does it jump, for sound's timestamps count samples and know nothing of the lost ones.
 */
export class TrackClock {
  readonly #clockRate: number;
  readonly #sender: SenderClock;
  #byArrival = new SlidingMinimum(WINDOW_MS);
  /** Sender's time less RTP time. The least, because a relay that cannot know the capture time reports its own. */
  #byReport = new SlidingMinimum(WINDOW_MS);
  #lagMs = 0;
  readonly #countsSamples: boolean;
  /** Arrival less RTP time of the last seconds. */
  #recent = new SlidingMinimum(LATE_FOR_MS);
  /** The next place on the wall clock is where the reports say, however far that is. */
  #jumps = false;
  #extendedTimestamp: number | undefined;
  #offsetMs: number | undefined;
  #offsetAtMs = 0;
  #startedAtMs = 0;

  /** @param countsSamples the track's timestamps count samples, as sound's do, instead of telling when something was taken */
  constructor(clockRate: number, sender: SenderClock, countsSamples = false) {
    this.#clockRate = clockRate;
    this.#sender = sender;
    this.#countsSamples = countsSamples;
  }

  get hasReport(): boolean {
    return this.#byReport.value !== undefined;
  }

  /** Extends a 32-bit timestamp, which wraps every 13 hours of video, to one that never does. */
  extend(timestamp: number): number {
    if (this.#extendedTimestamp === undefined) {
      // Begins one turn up, so that an earlier timestamp than the first is not negative.
      this.#extendedTimestamp = timestamp + 2 ** 32;
    } else {
      const distance = (timestamp - (this.#extendedTimestamp % 2 ** 32)) | 0;
      this.#extendedTimestamp += distance;
    }
    return this.#extendedTimestamp;
  }

  observePacket(extendedTimestamp: number, arrivalMs: number): void {
    const rtpMs = this.#toMs(extendedTimestamp);
    const usual = this.#byArrival.value;
    if (usual !== undefined && Math.abs(arrivalMs - rtpMs - usual) > REBASE_MS) {
      this.#byArrival = new SlidingMinimum(WINDOW_MS);
      this.#byReport = new SlidingMinimum(WINDOW_MS);
      this.#recent = new SlidingMinimum(LATE_FOR_MS);
      this.#offsetMs = undefined;
    }
    this.#byArrival.push(arrivalMs - rtpMs, arrivalMs);
    this.#recent.push(arrivalMs - rtpMs, arrivalMs);
    const report = this.#byReport.value;
    if (report !== undefined) this.#sender.observe(rtpMs + report, arrivalMs);
  }

  /** @param lagMs how much later than the capture of `rtpTimestamp` the report's own time is known to be */
  observeReport(senderMs: number, rtpTimestamp: number, arrivalMs: number, lagMs = 0): void {
    if (this.#extendedTimestamp === undefined) return;
    const distance = (rtpTimestamp - (this.#extendedTimestamp % 2 ** 32)) | 0;
    const told = senderMs - this.#toMs(this.#extendedTimestamp + distance);
    const known = this.#byReport.value;
    if (known !== undefined && this.#countsSamples && told - known > LOST_SAMPLES_MS && this.#latenessMs(known) > LOST_SAMPLES_MS) {
      this.#byReport = new SlidingMinimum(WINDOW_MS);
      this.#jumps = true;
    }
    this.#byReport.push(told, arrivalMs);
    this.#lagMs = lagMs;
  }

  /** How much later than the sender's best time every packet of the last second or two has come. */
  #latenessMs(report: number): number {
    return (this.#recent.value ?? 0) - report - (this.#sender.offsetMs ?? 0);
  }

  /** Wall clock, ms since the epoch, of a timestamp of about now. Only after `observePacket`. */
  wallMs(extendedTimestamp: number): number {
    const rtpMs = this.#toMs(extendedTimestamp);
    const report = this.#byReport.value;
    const sender = this.#sender.offsetMs;
    const target = report !== undefined && sender !== undefined ? report - this.#lagMs + sender : (this.#byArrival.value ?? 0);
    if (this.#offsetMs === undefined || this.#jumps || Math.abs(target - this.#offsetMs) > STEP_MS) {
      this.#jumps = false;
      if (this.#offsetMs === undefined) this.#startedAtMs = rtpMs;
      this.#offsetMs = target;
    } else {
      const elapsedMs = Math.max(0, rtpMs - this.#offsetAtMs);
      const most = elapsedMs * (rtpMs - this.#startedAtMs < YOUNG_MS || Math.abs(target - this.#offsetMs) > LOST_SAMPLES_MS ? FAST_SLEW : SLEW);
      this.#offsetMs += Math.max(-most, Math.min(most, target - this.#offsetMs));
    }
    this.#offsetAtMs = rtpMs;
    return rtpMs + this.#offsetMs;
  }

  /** The sender's own clock at this timestamp; undefined before its first report. */
  senderMs(extendedTimestamp: number): number | undefined {
    const report = this.#byReport.value;
    return report === undefined ? undefined : report - this.#lagMs + this.#toMs(extendedTimestamp);
  }

  #toMs(extendedTimestamp: number): number {
    return (extendedTimestamp * 1_000) / this.#clockRate;
  }
}
