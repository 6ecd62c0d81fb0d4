import { DelayLine } from './DelayLine.ts';
import type { Suppressor } from './Suppressor.ts';

/** Puts a suppressor of any frame length into a stream of blocks, with some of the unsuppressed sound beside it. */
export class SuppressedStage {
  /** Samples from in to out. */
  readonly latency: number;
  readonly #suppressor: Suppressor;
  readonly #collecting: Float32Array;
  readonly #ready: Float32Array;
  readonly #dry: DelayLine;
  readonly #beside = new Float32Array(128);
  readonly #share = new Float64Array(1);
  #at = 0;

  constructor(suppressor: Suppressor) {
    this.#suppressor = suppressor;
    this.#collecting = new Float32Array(suppressor.frameLength);
    this.#ready = new Float32Array(suppressor.frameLength);
    this.latency = suppressor.frameLength + suppressor.delay;
    this.#dry = new DelayLine(this.latency);
  }

  /** In place. @param block at most 128 samples; @param dryShare 0 to 1: how much of the unsuppressed sound is to stay */
  process(block: Float32Array, dryShare: number): void {
    const { length } = this.#collecting;
    const beside = this.#beside;
    beside.set(block);
    this.#dry.process(beside);
    // In a twentieth of a second or so: a share that jumps would be heard.
    this.#share[0] = this.#share[0]! + (dryShare - this.#share[0]!) * 0.05;
    const dry = this.#share[0];
    for (let n = 0; n < block.length; n++) {
      const sample = block[n]!;
      block[n] = this.#ready[this.#at]! * (1 - dry) + beside[n]! * dry;
      this.#collecting[this.#at] = sample;
      this.#at++;
      if (this.#at < length) continue;
      this.#suppressor.process(this.#collecting);
      this.#ready.set(this.#collecting);
      this.#at = 0;
    }
  }
}
