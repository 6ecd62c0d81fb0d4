import { GtcrnSuppressor } from './dsp/GtcrnSuppressor.ts';
import { RnnoiseSuppressor } from './dsp/RnnoiseSuppressor.ts';
import type { Suppressor, SuppressorName } from './dsp/Suppressor.ts';

/** Builds a suppressor from its bytes. Synchronous, because an audio thread has nothing to wait with. @throws when it can't be built */
export function buildSuppressor(name: SuppressorName, wasm: ArrayBuffer | undefined): Suppressor | undefined {
  if (name === 'none') return undefined;
  if (wasm === undefined) throw new Error(`${name} came without its module`);
  const module = new WebAssembly.Module(wasm);
  return name === 'gtcrn' ? new GtcrnSuppressor(module) : new RnnoiseSuppressor(module);
}
