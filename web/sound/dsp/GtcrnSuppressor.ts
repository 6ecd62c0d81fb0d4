import type { Suppressor } from './Suppressor.ts';

/** Under the names that the package's build gives them (dist/gtcrn/workletProcessor.js of 0.4.1). */
interface Exports {
  readonly c: WebAssembly.Memory;
  /** Static constructors. */
  d(): void;
  /** `gtcrn_create` */
  e(): number;
  /** `gtcrn_process_48k(state, in, out)`: 768 samples, resampled to 16 kHz inside */
  j(state: number, input: number, output: number): void;
  /** `malloc` */
  k(bytes: number): number;
}

/**
 * GTCRN (Rong and others, ICASSP 2024; 48,000 parameters) as shipped in @sapphi-red/web-noise-suppressor. The module
 * is used directly rather than through the package's own worklet, which allocates in the audio thread and cannot
 * run in Node, where its effect is measured.
 */
export class GtcrnSuppressor implements Suppressor {
  readonly frameLength = 768;
  readonly delay: number = GTCRN_DELAY;
  readonly #exports: Exports;
  readonly #state: number;
  readonly #input: number;
  readonly #output: number;
  #heap: Float32Array;

  /** @throws when the module is not the one that this was written for */
  constructor(module: WebAssembly.Module) {
    const imports = { a: { a: fail, b: () => { throw new Error('GTCRN asks for more memory'); } } };
    this.#exports = new WebAssembly.Instance(module, imports).exports as unknown as Exports;
    this.#exports.d();
    this.#state = this.#exports.e();
    this.#input = this.#exports.k(this.frameLength * 4) / 4;
    this.#output = this.#exports.k(this.frameLength * 4) / 4;
    this.#heap = new Float32Array(this.#exports.c.buffer);
    if (this.#state === 0 || this.#input === 0 || this.#output === 0) throw new Error('GTCRN has no memory');
  }

  process(frame: Float32Array): void {
    this.#heap.set(frame, this.#input);
    this.#exports.j(this.#state, this.#input * 4, this.#output * 4);
    for (let n = 0; n < this.frameLength; n++) frame[n] = this.#heap[this.#output + n]!;
  }
}

/** Measured with speech at rest: the network's window of 512 samples at 16 kHz and its hop, and the resamplers. */
const GTCRN_DELAY = 890;

function fail(): never {
  throw new Error('GTCRN stopped');
}
