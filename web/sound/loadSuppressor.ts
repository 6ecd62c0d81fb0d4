import gtcrnUrl from '@sapphi-red/web-noise-suppressor/gtcrn.wasm?url';
import rnnoiseUrl from '@sapphi-red/web-noise-suppressor/rnnoise.wasm?url';
import rnnoiseSimdUrl from '@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?url';
import type { SuppressorName } from './dsp/Suppressor.ts';

/** Fetches a suppressor's module; nothing for `none`. Rejects when the network has none. */
export async function loadSuppressor(name: SuppressorName): Promise<ArrayBuffer | undefined> {
  if (name === 'none') return undefined;
  const response = await fetch(name === 'gtcrn' ? gtcrnUrl : hasSimd() ? rnnoiseSimdUrl : rnnoiseUrl);
  if (!response.ok) throw new Error(`${name} could not be loaded: ${response.status}`);
  return await response.arrayBuffer();
}

/** Whether this engine has fixed-width SIMD: the smallest module that uses it is valid (`i8x16.splat`, `i8x16.popcnt`). */
function hasSimd(): boolean {
  return WebAssembly.validate(Uint8Array.of(
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
  ));
}
