/** The smallest value of the last one to two windows: cheap enough to be fed with every packet. */
export class SlidingMinimum {
  readonly #windowMs: number;
  #windowStartMs: number | undefined;
  #current = Infinity;
  #previous = Infinity;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  push(value: number, nowMs: number): void {
    if (this.#windowStartMs === undefined || nowMs - this.#windowStartMs >= this.#windowMs) {
      // After a long silence the window before is not the one that was filled last.
      const follows = this.#windowStartMs !== undefined && nowMs - this.#windowStartMs < 2 * this.#windowMs;
      this.#previous = follows ? this.#current : Infinity;
      this.#current = Infinity;
      this.#windowStartMs = nowMs;
    }
    if (value < this.#current) this.#current = value;
  }

  /** Undefined before the first value. */
  get value(): number | undefined {
    const smallest = Math.min(this.#current, this.#previous);
    return smallest === Infinity ? undefined : smallest;
  }
}
