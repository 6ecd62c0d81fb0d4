import { CaptureChain } from './dsp/CaptureChain.ts';
import { timeChain } from './timeChain.ts';
import { buildSuppressor } from './suppressors.ts';
import type { ChainOrder } from './worklet.ts';

/** Measures one chain on this device, away from the page: what comes in is an order, what goes out the real-time factor or `null`. */
self.onmessage = ({ data }: MessageEvent<ChainOrder>) => {
  let factor: number | null = null;
  try {
    factor = timeChain(new CaptureChain(buildSuppressor(data.suppressor, data.wasm)), () => performance.now());
  } catch {
    // A module that this engine can't run is one that this device has no budget for.
  }
  self.postMessage(factor);
};
