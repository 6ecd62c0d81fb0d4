import type { Suppressor } from './Suppressor.ts';

interface Exports {
  readonly memory: WebAssembly.Memory;
  __wasm_call_ctors(): void;
  rnnoise_create(model: number): number;
  rnnoise_get_frame_size(): number;
  rnnoise_process_frame(state: number, output: number, input: number): number;
  malloc(bytes: number): number;
}

/** RNNoise takes 16-bit samples, as floats. */
const SCALE = 32_768;

/** RNNoise (Valin, MMSP 2018) as shipped in @sapphi-red/web-noise-suppressor. Not every build of RNNoise helps reverberant speech; this one does. */
export class RnnoiseSuppressor implements Suppressor {
  readonly frameLength = 480;
  readonly delay = 480;
  readonly #exports: Exports;
  readonly #state: number;
  readonly #input: number;
  readonly #output: number;
  readonly #heap: Float32Array;

  /** @throws when the module is not the one that this was written for */
  constructor(module: WebAssembly.Module) {
    const env = { emscripten_memcpy_big: copy, emscripten_resize_heap: () => 0, __assert_fail: fail };
    // The copy needs the heap, which exists only once the module does.
    let heap = new Uint8Array(0);
    function copy(to: number, from: number, bytes: number): void { heap.copyWithin(to, from, from + bytes); }
    this.#exports = new WebAssembly.Instance(module, { env }).exports as unknown as Exports;
    heap = new Uint8Array(this.#exports.memory.buffer);
    this.#exports.__wasm_call_ctors();
    if (this.#exports.rnnoise_get_frame_size() !== this.frameLength) throw new Error('RNNoise has another frame');
    this.#state = this.#exports.rnnoise_create(0);
    this.#input = this.#exports.malloc(this.frameLength * 4) / 4;
    this.#output = this.#exports.malloc(this.frameLength * 4) / 4;
    this.#heap = new Float32Array(this.#exports.memory.buffer);
    if (this.#state === 0 || this.#input === 0 || this.#output === 0) throw new Error('RNNoise has no memory');
  }

  process(frame: Float32Array): void {
    for (let n = 0; n < this.frameLength; n++) this.#heap[this.#input + n] = frame[n]! * SCALE;
    this.#exports.rnnoise_process_frame(this.#state, this.#output * 4, this.#input * 4);
    for (let n = 0; n < this.frameLength; n++) frame[n] = this.#heap[this.#output + n]! / SCALE;
  }
}

function fail(): never {
  throw new Error('RNNoise stopped');
}
