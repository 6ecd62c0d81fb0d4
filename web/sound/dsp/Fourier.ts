/** A complex FFT of one fixed power of two, in place, without allocation. */
export class Fourier {
  readonly size: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #reversed: Uint32Array;

  constructor(size: number) {
    if (size < 2 || (size & (size - 1)) !== 0) throw new RangeError(`${size} is no power of two`);
    this.size = size;
    this.#cos = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sin = Float64Array.from({ length: size / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / size));
    const bits = Math.log2(size);
    this.#reversed = Uint32Array.from({ length: size }, (_, index) => {
      let reversed = 0;
      for (let bit = 0; bit < bits; bit++) reversed |= ((index >> bit) & 1) << (bits - 1 - bit);
      return reversed;
    });
  }

  /** Forward: e^(−2πi·kn/N), unscaled. */
  forward(re: Float64Array, im: Float64Array): void {
    this.#transform(re, im, -1);
  }

  /** Inverse, scaled by 1/N, so that `inverse(forward(x))` is `x`. */
  inverse(re: Float64Array, im: Float64Array): void {
    this.#transform(re, im, 1);
    const scale = 1 / this.size;
    for (let n = 0; n < this.size; n++) {
      re[n] = re[n]! * scale;
      im[n] = im[n]! * scale;
    }
  }

  #transform(re: Float64Array, im: Float64Array, sign: number): void {
    const { size } = this;
    for (let n = 0; n < size; n++) {
      const other = this.#reversed[n]!;
      if (other <= n) continue;
      const r = re[n]!;
      const i = im[n]!;
      re[n] = re[other]!;
      im[n] = im[other]!;
      re[other] = r;
      im[other] = i;
    }
    for (let half = 1; half < size; half *= 2) {
      const step = size / (2 * half);
      for (let start = 0; start < size; start += 2 * half) {
        for (let k = 0; k < half; k++) {
          const c = this.#cos[k * step]!;
          const s = sign * this.#sin[k * step]!;
          const a = start + k;
          const b = a + half;
          const r = re[b]! * c - im[b]! * s;
          const i = re[b]! * s + im[b]! * c;
          re[b] = re[a]! - r;
          im[b] = im[a]! - i;
          re[a] = re[a]! + r;
          im[a] = im[a]! + i;
        }
      }
    }
  }
}
