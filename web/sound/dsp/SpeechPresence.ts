/** Speech carries its words between these; hum is below, hiss above. */
const LOW_HZ = 180;
const HIGH_HZ = 5000;
const BANDS = 20;
/** The floor of each band is its least smoothed power within this time, kept in parts so that it costs little. */
const FLOOR_PARTS = 8;
const FLOOR_PART_S = 0.4;
const SMOOTHING_S = 0.03;
/** Syllables come 2 to 8 times a second (Houtgast and Steeneken 1985); the envelope's swing is judged over this time. */
const ENVELOPE_S = 1;
/** Nothing is said of the first moments: their minima are those of a filter that fills. */
const UNDECIDED_S = 0.5;
/** Summed power below which there is no sound at all, only zeros; a microphone's own hiss is far above it. */
const NOTHING = 1e-8;
/** Mean excess over the floor, dB, at which speech is as likely as not. Steady noise exceeds its own minima by some 3 dB. */
const EXCESS_DB = 6.5;
const EXCESS_SLOPE = 0.9;
/** Standard deviation of the envelope, dB. A fridge stays below 1, a voice across a room reaches 4. */
const SWING_DB = 2.2;
const SWING_SLOPE = 2;

/**
 * How likely it is that somebody speaks: bands that stand out of their own floor, and an envelope that swings as
 * syllables do. Both are ratios, so the answer does not depend on how loud anything is. A television that talks
 * counts as speech.
 */
export class SpeechPresence {
  readonly #firstBin: Int32Array;
  readonly #power = new Float64Array(BANDS);
  readonly #floorParts = new Float64Array(BANDS * FLOOR_PARTS).fill(Infinity);
  readonly #floor = new Float64Array(BANDS).fill(Infinity);
  readonly #envelope: Float64Array;
  readonly #smoothing: number;
  readonly #partFrames: number;
  readonly #undecidedFrames: number;
  /** Probability and swing; numbers of an object would be made anew with every change. */
  readonly #answer = new Float64Array(2);
  #frames = 0;
  #part = 0;

  /** @param frameS seconds from one spectrum to the next; @param binHz width of a bin */
  constructor(frameS: number, binHz: number) {
    this.#smoothing = Math.exp(-frameS / SMOOTHING_S);
    this.#undecidedFrames = Math.round(UNDECIDED_S / frameS);
    this.#partFrames = Math.round(FLOOR_PART_S / frameS);
    this.#envelope = new Float64Array(Math.round(ENVELOPE_S / frameS));
    this.#firstBin = Int32Array.from({ length: BANDS + 1 }, (_, band) =>
      Math.round((LOW_HZ * (HIGH_HZ / LOW_HZ) ** (band / BANDS)) / binHz));
    for (let band = 1; band <= BANDS; band++) {
      this.#firstBin[band] = Math.max(this.#firstBin[band]!, this.#firstBin[band - 1]! + 1);
    }
  }

  /** 0 to 1, of the newest frame. */
  get probability(): number {
    return this.#answer[0]!;
  }

  /** How much the envelope of the last second swings, standard deviation in dB. */
  get swingDb(): number {
    return this.#answer[1]!;
  }

  /** @param power squared magnitude of each bin, in any scale */
  hear(power: Float64Array): void {
    let excess = 0;
    let total = 0;
    for (let bin = this.#firstBin[0]!; bin < this.#firstBin[BANDS]!; bin++) total += power[bin]!;
    if (total < NOTHING) {
      this.#answer[0] = 0;
      this.#answer[1] = 0;
      return;
    }
    for (let band = 0; band < BANDS; band++) {
      let sum = 1e-14;
      for (let bin = this.#firstBin[band]!; bin < this.#firstBin[band + 1]!; bin++) sum += power[bin]!;
      const smooth = this.#frames === 0 ? sum : this.#smoothing * this.#power[band]! + (1 - this.#smoothing) * sum;
      this.#power[band] = smooth;
      const place = band * FLOOR_PARTS + this.#part;
      // The first spectra are of a window that is still half empty.
      if (this.#frames > 4) {
        if (smooth < this.#floorParts[place]!) this.#floorParts[place] = smooth;
        if (smooth < this.#floor[band]!) this.#floor[band] = smooth;
        excess += Math.min(25, 10 * Math.log10(smooth / this.#floor[band]!));
      }
    }
    this.#envelope[this.#frames % this.#envelope.length] = 10 * Math.log10(total);
    this.#frames++;
    if (this.#frames % this.#partFrames === 0) this.#nextPart();
    this.#measureSwing();
    const decided = this.#frames > this.#undecidedFrames;
    this.#answer[0] = decided
      ? 1 / (1 + Math.exp((EXCESS_DB - excess / BANDS) * EXCESS_SLOPE)) / (1 + Math.exp((SWING_DB - this.#answer[1]!) * SWING_SLOPE))
      : 0;
  }

  #nextPart(): void {
    this.#part = (this.#part + 1) % FLOOR_PARTS;
    for (let band = 0; band < BANDS; band++) {
      let least = Infinity;
      for (let part = 0; part < FLOOR_PARTS; part++) {
        if (part !== this.#part) least = Math.min(least, this.#floorParts[band * FLOOR_PARTS + part]!);
      }
      this.#floorParts[band * FLOOR_PARTS + this.#part] = Infinity;
      this.#floor[band] = least;
    }
  }

  #measureSwing(): void {
    const count = Math.min(this.#frames, this.#envelope.length);
    let sum = 0;
    let squares = 0;
    for (let n = 0; n < count; n++) {
      sum += this.#envelope[n]!;
      squares += this.#envelope[n]! ** 2;
    }
    const mean = sum / count;
    this.#answer[1] = Math.sqrt(Math.max(0, squares / count - mean * mean));
  }
}
