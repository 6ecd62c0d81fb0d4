import type { ChainLevels } from './dsp/CaptureChain.ts';
import type { SuppressorName } from './dsp/Suppressor.ts';

/** What the page and the audio thread say to each other. */
export const WORKLET_NAME = 'far-field-capture';

export interface ChainOrder {
  readonly suppressor: SuppressorName;
  readonly wasm: ArrayBuffer | undefined;
}

export type WorkletMessage =
  | { readonly kind: 'levels'; readonly levels: ChainLevels; /** Samples since the node began. */ readonly samples: number }
  /** The suppressor could not be built; the sound goes on without one. */
  | { readonly kind: 'failed'; readonly suppressor: SuppressorName };
