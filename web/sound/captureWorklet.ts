import { CaptureChain, DEFAULT_TUNING } from './dsp/CaptureChain.ts';
import { buildSuppressor } from './suppressors.ts';
import type { ChainOrder, WorkletMessage } from './worklet.ts';
import { WORKLET_NAME } from './worklet.ts';

// The audio thread's own globals, which TypeScript's library for pages does not have (Web Audio API §1.32).
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new (options: { processorOptions: ChainOrder }) => AudioWorkletProcessor): void;

/** Levels are told four times a second. */
const TELL_SAMPLES = 12_000;

/** Runs the capture chain in the audio thread: what the first input hears goes out of the first output. */
class CaptureProcessor extends AudioWorkletProcessor {
  #chain: CaptureChain;
  #samples = 0;
  #told = 0;
  /** What stands in for a microphone that gives nothing: silence is heard as silence, not as a standstill. */
  readonly #nothing = new Float32Array(128);

  constructor({ processorOptions }: { processorOptions: ChainOrder }) {
    super();
    this.#chain = this.#build(processorOptions, DEFAULT_TUNING.before.startDb);
    this.port.onmessage = ({ data }: MessageEvent<ChainOrder>) => {
      this.#chain = this.#build(data, this.#chain.takeLevels().gainDb);
    };
  }

  process(inputs: readonly (readonly Float32Array[])[], outputs: readonly (readonly Float32Array[])[]): boolean {
    const output = outputs[0]?.[0];
    if (output === undefined) return true;
    this.#chain.process(inputs[0]?.[0] ?? this.#nothing, output);
    this.#samples += output.length;
    if (this.#samples - this.#told >= TELL_SAMPLES) {
      this.#told = this.#samples;
      this.#tell({ kind: 'levels', levels: this.#chain.takeLevels(), samples: this.#samples });
    }
    return true;
  }

  #build({ suppressor, wasm }: ChainOrder, startDb: number): CaptureChain {
    const tuning = { ...DEFAULT_TUNING, before: { ...DEFAULT_TUNING.before, startDb } };
    try {
      return new CaptureChain(buildSuppressor(suppressor, wasm), tuning);
    } catch {
      this.#tell({ kind: 'failed', suppressor });
      return new CaptureChain(undefined, tuning);
    }
  }

  #tell(message: WorkletMessage): void {
    this.port.postMessage(message);
  }
}

registerProcessor(WORKLET_NAME, CaptureProcessor);
