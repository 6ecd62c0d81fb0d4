/** Gives every sample back `length` samples later. */
export class DelayLine {
  readonly length: number;
  readonly #ring: Float32Array;
  #at = 0;

  constructor(length: number) {
    this.length = length;
    this.#ring = new Float32Array(Math.max(1, length));
  }

  /** In place. */
  process(block: Float32Array): void {
    if (this.length === 0) return;
    const ring = this.#ring;
    let at = this.#at;
    for (let n = 0; n < block.length; n++) {
      const sample = block[n]!;
      block[n] = ring[at]!;
      ring[at] = sample;
      at = at + 1 === this.length ? 0 : at + 1;
    }
    this.#at = at;
  }
}
