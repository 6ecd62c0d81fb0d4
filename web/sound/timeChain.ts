import type { CaptureChain } from './dsp/CaptureChain.ts';

const SAMPLE_RATE = 48_000;
const BLOCK = 128;
/** Compilers warm up on the first of these; the rest is measured. */
const WARM_UP_S = 0.3;
const MEASURED_S = 2;
/** Nobody waits longer than this for an answer. */
const PATIENCE_MS = 900;

/**
 * Processing time per time of sound: 1 is all of one core. Two seconds of sound are run through the chain, or as much
 * as fits into 900 ms.
 * @param now milliseconds of a steady clock
 */
export function timeChain(chain: CaptureChain, now: () => number): number {
  const block = new Float32Array(BLOCK);
  const beginMs = now();
  let measuredFromMs = beginMs;
  let measuredFrom = 0;
  let samples = 0;
  while (samples < (WARM_UP_S + MEASURED_S) * SAMPLE_RATE && now() - beginMs < PATIENCE_MS) {
    for (let n = 0; n < BLOCK; n++) block[n] = syllable(samples + n);
    chain.process(block, block);
    samples += BLOCK;
    if (measuredFrom === 0 && samples >= WARM_UP_S * SAMPLE_RATE) {
      measuredFrom = samples;
      measuredFromMs = now();
    }
  }
  // Not even warm in all that time: the whole of it counts.
  if (samples === measuredFrom || measuredFrom === 0) return (now() - beginMs) / 1000 / (samples / SAMPLE_RATE);
  return (now() - measuredFromMs) / 1000 / ((samples - measuredFrom) / SAMPLE_RATE);
}

/** Something like a voice, four syllables a second, in a hiss: silence would be cheaper than life. */
function syllable(n: number): number {
  const t = n / SAMPLE_RATE;
  const voice = Math.sin(2 * Math.PI * 140 * t) + 0.5 * Math.sin(2 * Math.PI * 700 * t) + 0.3 * Math.sin(2 * Math.PI * 2100 * t);
  return 0.02 * voice * Math.max(0, Math.sin(2 * Math.PI * 4 * t)) + 0.002 * (((n * 7919) % 1000) / 500 - 1);
}
