/** One second-order section in transposed direct form II, for 48 kHz. Coefficients are normalised (a0 = 1). */
export class Biquad {
  readonly #b0: number;
  readonly #b1: number;
  readonly #b2: number;
  readonly #a1: number;
  readonly #a2: number;
  #z1 = 0;
  #z2 = 0;

  constructor(b0: number, b1: number, b2: number, a1: number, a2: number) {
    this.#b0 = b0;
    this.#b1 = b1;
    this.#b2 = b2;
    this.#a1 = a1;
    this.#a2 = a2;
  }

  /** Butterworth high-pass, 12 dB per octave (R. Bristow-Johnson, Audio EQ Cookbook). */
  static highPass(cutoffHz: number, sampleRate: number): Biquad {
    const w = (2 * Math.PI * cutoffHz) / sampleRate;
    const alpha = Math.sin(w) / Math.SQRT2;
    const cos = Math.cos(w);
    const a0 = 1 + alpha;
    return new Biquad((1 + cos) / 2 / a0, -(1 + cos) / a0, (1 + cos) / 2 / a0, (-2 * cos) / a0, (1 - alpha) / a0);
  }

  /** The two filters of K-weighting at 48 kHz (ITU-R BS.1770-5, annex 1, tables 1 and 2). */
  static kWeighting(): readonly [Biquad, Biquad] {
    return [
      new Biquad(1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585),
      new Biquad(1, -2, 1, -1.99004745483398, 0.99007225036621),
    ];
  }

  filter(sample: number): number {
    const out = this.#b0 * sample + this.#z1;
    this.#z1 = this.#b1 * sample - this.#a1 * out + this.#z2;
    this.#z2 = this.#b2 * sample - this.#a2 * out;
    return out;
  }
}
