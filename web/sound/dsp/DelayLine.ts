/** Gives every sample back `length` samples later. */
export class DelayLine {
  readonly length: number;
  readonly #ring: Float32Array;
  #at = 0;

  constructor(length: number) {
    this.length = length;
    this.#ring = new Float32Array(Math.max(1, length));
  }

  push(sample: number): number {
    if (this.length === 0) return sample;
    const out = this.#ring[this.#at]!;
    this.#ring[this.#at] = sample;
    this.#at = this.#at + 1 === this.length ? 0 : this.#at + 1;
    return out;
  }
}
