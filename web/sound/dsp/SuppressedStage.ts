import { DelayLine } from './DelayLine.ts';
import type { Suppressor } from './Suppressor.ts';

/** Puts a suppressor of any frame length into a stream of single samples, with some of the unsuppressed sound beside it. */
export class SuppressedStage {
  /** Samples from in to out. */
  readonly latency: number;
  readonly #suppressor: Suppressor;
  readonly #collecting: Float32Array;
  readonly #ready: Float32Array;
  readonly #dry: DelayLine;
  readonly #dryShare: number;
  #at = 0;

  /** @param dryShare 0 to 1: how much of the unsuppressed sound stays */
  constructor(suppressor: Suppressor, dryShare: number) {
    this.#suppressor = suppressor;
    this.#collecting = new Float32Array(suppressor.frameLength);
    this.#ready = new Float32Array(suppressor.frameLength);
    this.latency = suppressor.frameLength + suppressor.delay;
    this.#dry = new DelayLine(this.latency);
    this.#dryShare = dryShare;
  }

  push(sample: number): number {
    const at = this.#at;
    const suppressed = this.#ready[at]!;
    this.#collecting[at] = sample;
    this.#at = at + 1;
    if (this.#at === this.#collecting.length) {
      this.#suppressor.process(this.#collecting);
      this.#ready.set(this.#collecting);
      this.#at = 0;
    }
    return suppressed * (1 - this.#dryShare) + this.#dry.push(sample) * this.#dryShare;
  }
}
