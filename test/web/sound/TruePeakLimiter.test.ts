import { expect, test } from 'vitest';
import { TruePeakLimiter } from '../../../web/sound/dsp/TruePeakLimiter.ts';
import { withWav } from '../../bench/farField/carryScene.ts';
import { measureLoudness } from '../../bench/farField/loudness.ts';
import { noise } from './voice.ts';

const CEILING_DB = -2;
const length = 96_000;

/** Signals that are unkind to limiters. */
const UNKIND: Readonly<Record<string, (n: number) => number>> = {
  'a quarter of the sampling rate, whose peaks lie between the samples': (n) => 1.6 * Math.sin((Math.PI / 2) * n + Math.PI / 4),
  'steps from silence to four times full scale': (n) => (n % 9600 < 4800 ? 0 : 4 * Math.sign(Math.sin((2 * Math.PI * 997 * n) / 48_000))),
  'single samples far above full scale': (n) => (n % 5000 === 0 ? 10 : 0.01),
  'a sweep to the end of the band': (n) => 2 * Math.sin(Math.PI * 0.98 * n * (n / length / 2)),
};

test.each(Object.entries(UNKIND))('the true peak stays below −1 dBTP: %s', async (_, at) => {
  expect((await limited(Float32Array.from({ length }, (__, n) => at(n)))).truePeakDb).toBeLessThanOrEqual(-1);
});

test('the true peak of loud noise stays below −1 dBTP', async () => {
  expect((await limited(noise(length, 1.5))).truePeakDb).toBeLessThanOrEqual(-1);
});

test('what is below the ceiling comes out as it went in, the stated latency late', () => {
  const samples = noise(4800, 0.1);
  const limiter = new TruePeakLimiter(CEILING_DB);
  const out = samples.slice();
  limiter.process(out);
  for (let n = TruePeakLimiter.latency; n < out.length; n++) expect(out[n]).toBeCloseTo(samples[n - TruePeakLimiter.latency]!, 5);
});

async function limited(samples: Float32Array): Promise<{ truePeakDb: number }> {
  const limiter = new TruePeakLimiter(CEILING_DB);
  limiter.process(samples);
  return await withWav(samples, (path) => measureLoudness(path));
}
