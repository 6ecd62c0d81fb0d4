/**
 * One second-order section in transposed direct form II, for 48 kHz. Coefficients are normalised (a0 = 1).
 * Like everything here it works on blocks in place and keeps its state in typed arrays: a number that a function
 * returns for every sample is an object on the heap, and an audio thread must not collect garbage.
 */
export class Biquad {
  readonly #coefficients: Float64Array;
  readonly #state = new Float64Array(2);

  constructor(b0: number, b1: number, b2: number, a1: number, a2: number) {
    this.#coefficients = Float64Array.of(b0, b1, b2, a1, a2);
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

  process(block: Float32Array | Float64Array): void {
    const b0 = this.#coefficients[0]!;
    const b1 = this.#coefficients[1]!;
    const b2 = this.#coefficients[2]!;
    const a1 = this.#coefficients[3]!;
    const a2 = this.#coefficients[4]!;
    let z1 = this.#state[0]!;
    let z2 = this.#state[1]!;
    for (let n = 0; n < block.length; n++) {
      const sample = block[n]!;
      const out = b0 * sample + z1;
      z1 = b1 * sample - a1 * out + z2;
      z2 = b2 * sample - a2 * out;
      block[n] = out;
    }
    this.#state[0] = z1;
    this.#state[1] = z2;
  }
}
