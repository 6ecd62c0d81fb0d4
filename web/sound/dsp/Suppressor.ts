/** Takes noise out of whole frames of 48 kHz mono, −1 to 1. */
export interface Suppressor {
  readonly frameLength: number;
  /** Samples by which a frame's content comes out later than it went in, beyond the frame itself. */
  readonly delay: number;
  /** In place. */
  process(frame: Float32Array): void;
}

export const SUPPRESSOR_NAMES = ['gtcrn', 'rnnoise', 'none'] as const;
export type SuppressorName = (typeof SUPPRESSOR_NAMES)[number];
