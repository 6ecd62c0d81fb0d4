/**
 * Points between two samples at which the peak is looked for, and taps for each. BS.1770-5, annex 2, measures with 4
 * and 12; limiting has to see more, for a peak that is not seen is one that goes through.
 */
const OVERSAMPLING = 4;
const TAPS = 32;
/** Samples by which the gain goes down before the peak: 2 ms. */
const LOOK_AHEAD = 96;
/** A peak between samples is ascribed to all samples under its filter. */
const WINDOW = LOOK_AHEAD + TAPS;
const LATENCY = WINDOW + TAPS / 2 - 1;
const PERIOD = TAPS * WINDOW * LATENCY;

/**
 * Keeps the true peak, between the samples too, below a ceiling. The gain of each sample is the mean of the least
 * gains that its surroundings need, so it goes down in 2 ms, never late, and without a step; it comes back in 80 ms.
 * Latency `TruePeakLimiter.latency` samples.
 */
export class TruePeakLimiter {
  static readonly latency = LATENCY;
  readonly #ceiling: number;
  readonly #filters: Float64Array;
  /** Twice over, so that the newest `TAPS` samples always lie in one piece. */
  readonly #history = new Float64Array(2 * TAPS);
  readonly #delayed = new Float32Array(LATENCY);
  /** A queue of the needed gains of the window, rising from its head, by the index of their sample. */
  readonly #queueGain = new Float64Array(WINDOW + 1);
  readonly #queueIndex = new Float64Array(WINDOW + 1);
  readonly #smooth = new Float64Array(WINDOW).fill(1);
  readonly #release = 1 - Math.exp(-1 / (0.08 * 48_000));
  /** The gain before it is smoothed, the sum of the smoothing window, and the gain that the newest peak needs. */
  readonly #gain = Float64Array.of(1, WINDOW, 1);
  #head = 0;
  #length = 0;
  #index = 0;

  constructor(ceilingDb: number) {
    this.#ceiling = 10 ** (ceilingDb / 20);
    this.#filters = interpolators();
  }

  /** In place. */
  process(block: Float32Array): void {
    const history = this.#history;
    const delayed = this.#delayed;
    const gain = this.#gain;
    for (let n = 0; n < block.length; n++) {
      const sample = block[n]!;
      const oldest = (this.#index + 1) % TAPS;
      history[(this.#index % TAPS)] = sample;
      history[(this.#index % TAPS) + TAPS] = sample;
      let peak = Math.abs(history[oldest + TAPS / 2 - 1]!);
      for (let phase = 1; phase < OVERSAMPLING; phase++) {
        let sum = 0;
        for (let tap = 0; tap < TAPS; tap++) sum += history[oldest + tap]! * this.#filters[phase * TAPS + tap]!;
        peak = Math.max(peak, Math.abs(sum));
      }
      gain[2] = peak > this.#ceiling ? this.#ceiling / peak : 1;
      this.#remember();
      const least = this.#queueGain[this.#head]!;
      gain[0] = least < gain[0]! ? least : gain[0]! + (least - gain[0]!) * this.#release;
      const place = this.#index % WINDOW;
      gain[1] = gain[1]! + gain[0] - this.#smooth[place]!;
      this.#smooth[place] = gain[0];
      // Rounding errors of the running sum must not add up over hours.
      if (place === 0) gain[1] = this.#smooth.reduce(add, 0);
      const at = this.#index % delayed.length;
      block[n] = delayed[at]! * (gain[1] / WINDOW);
      delayed[at] = sample;
      this.#index = this.#index + 1 === PERIOD ? this.#rewind() : this.#index + 1;
    }
  }

  /** Puts the gain that the newest peak needs into the queue, so that its head is the least of the last `WINDOW`. */
  #remember(): void {
    const needed = this.#gain[2]!;
    const size = WINDOW + 1;
    while (this.#length > 0 && this.#queueGain[(this.#head + this.#length - 1) % size]! >= needed) this.#length--;
    const tail = (this.#head + this.#length) % size;
    this.#queueGain[tail] = needed;
    this.#queueIndex[tail] = this.#index;
    this.#length++;
    if (this.#queueIndex[this.#head]! <= this.#index - WINDOW) {
      this.#head = (this.#head + 1) % size;
      this.#length--;
    }
  }

  /** Begins to count anew where every ring stands as it stood at the begin, so that numbers stay small integers for ever. */
  #rewind(): number {
    for (let n = 0; n < this.#queueIndex.length; n++) this.#queueIndex[n] = this.#queueIndex[n]! - PERIOD;
    return 0;
  }
}

function add(sum: number, value: number): number {
  return sum + value;
}

/** Windowed sines for the points between the two samples in the middle; rows of `TAPS`, one a phase. */
function interpolators(): Float64Array {
  const filters = new Float64Array(OVERSAMPLING * TAPS);
  for (let phase = 0; phase < OVERSAMPLING; phase++) {
    let sum = 0;
    for (let tap = 0; tap < TAPS; tap++) {
      const x = tap - (TAPS / 2 - 1) - phase / OVERSAMPLING;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / (TAPS / 2));
      const value = (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)) * window;
      filters[phase * TAPS + tap] = value;
      sum += value;
    }
    for (let tap = 0; tap < TAPS; tap++) filters[phase * TAPS + tap] = filters[phase * TAPS + tap]! / sum;
  }
  return filters;
}
