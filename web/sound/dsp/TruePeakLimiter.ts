/** Points between two samples at which the peak is looked for, and taps for each (BS.1770-5, annex 2: 4 and 12). */
const OVERSAMPLING = 4;
const TAPS = 12;
/** Samples by which the gain goes down before the peak: 2 ms. */
const LOOK_AHEAD = 96;
/** A peak between samples is ascribed to all samples under its filter. */
const WINDOW = LOOK_AHEAD + TAPS;

/**
 * Keeps the true peak, between the samples too, below a ceiling. The gain of each sample is the mean of the least
 * gains that its surroundings need, so it goes down in 2 ms, never late, and without a step; it comes back in 80 ms.
 * Latency `TruePeakLimiter.latency` samples.
 */
export class TruePeakLimiter {
  static readonly latency = WINDOW + TAPS / 2 - 1;
  readonly #ceiling: number;
  readonly #filters: Float64Array;
  readonly #history = new Float64Array(TAPS);
  readonly #delayed = new Float32Array(TruePeakLimiter.latency);
  /** A queue of the needed gains of the window, rising from its head, by the index of their sample. */
  readonly #queueGain = new Float64Array(WINDOW + 1);
  readonly #queueIndex = new Float64Array(WINDOW + 1);
  readonly #smooth = new Float64Array(WINDOW).fill(1);
  readonly #release = 1 - Math.exp(-1 / (0.08 * 48_000));
  #head = 0;
  #length = 0;
  #index = 0;
  #held = 1;
  #sum = WINDOW;

  constructor(ceilingDb: number) {
    this.#ceiling = 10 ** (ceilingDb / 20);
    this.#filters = interpolators();
  }

  push(sample: number): number {
    const history = this.#history;
    history.copyWithin(0, 1);
    history[TAPS - 1] = sample;
    let peak = Math.abs(history[TAPS / 2 - 1]!);
    for (let phase = 1; phase < OVERSAMPLING; phase++) {
      let sum = 0;
      for (let tap = 0; tap < TAPS; tap++) sum += history[tap]! * this.#filters[phase * TAPS + tap]!;
      peak = Math.max(peak, Math.abs(sum));
    }
    const least = this.#leastOf(peak > this.#ceiling ? this.#ceiling / peak : 1);
    this.#held = least < this.#held ? least : this.#held + (least - this.#held) * this.#release;
    const place = this.#index % WINDOW;
    this.#sum += this.#held - this.#smooth[place]!;
    this.#smooth[place] = this.#held;
    // Rounding errors of the running sum must not add up over hours.
    if (place === 0) this.#sum = this.#smooth.reduce(add, 0);
    const at = this.#index % this.#delayed.length;
    const out = this.#delayed[at]! * (this.#sum / WINDOW);
    this.#delayed[at] = sample;
    this.#index++;
    return out;
  }

  /** The least of the last `WINDOW` needed gains. */
  #leastOf(gain: number): number {
    const size = WINDOW + 1;
    while (this.#length > 0 && this.#queueGain[(this.#head + this.#length - 1) % size]! >= gain) this.#length--;
    const tail = (this.#head + this.#length) % size;
    this.#queueGain[tail] = gain;
    this.#queueIndex[tail] = this.#index;
    this.#length++;
    if (this.#queueIndex[this.#head]! <= this.#index - WINDOW) {
      this.#head = (this.#head + 1) % size;
      this.#length--;
    }
    return this.#queueGain[this.#head]!;
  }
}

function add(sum: number, value: number): number {
  return sum + value;
}

/** Windowed sines for the points between sample 5 and sample 6 of twelve; rows of `TAPS`, one a phase. */
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
