import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { CaptureChain } from '../../../web/sound/dsp/CaptureChain.ts';
import { buildSuppressor } from '../../../web/sound/suppressors.ts';

/** Prints how many bytes of heap the dearest chain takes for each block of 128 samples once it runs; a number alone is 12 to 16. */
const ROUND = 2000;
const path = createRequire(import.meta.url).resolve('@sapphi-red/web-noise-suppressor/gtcrn.wasm');
const chain = new CaptureChain(buildSuppressor('gtcrn', Uint8Array.from(readFileSync(path)).buffer));
const block = Float32Array.from({ length: 128 }, (_, n) => 0.01 * Math.sin(n));
const out = new Float32Array(128);
const rounds: number[] = [];
for (let round = 0; round < 8; round++) {
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < ROUND; n++) chain.process(block, out);
  rounds.push((process.memoryUsage().heapUsed - before) / ROUND);
}
// The first rounds are the compiler's; a round in which somebody collected tells nothing.
process.stdout.write(String(Math.min(...rounds.slice(3).map((bytes) => (bytes < 0 ? Infinity : bytes)))));
