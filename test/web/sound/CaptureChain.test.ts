import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { withWav } from '../../bench/farField/carryScene.ts';
import { measureLoudness } from '../../bench/farField/loudness.ts';
import { lagOf } from '../../bench/farField/sound.ts';
import type { SuppressorName } from '../../../web/sound/dsp/Suppressor.ts';
import { CaptureChain } from '../../../web/sound/dsp/CaptureChain.ts';
import { buildSuppressor } from '../../../web/sound/suppressors.ts';
import { mixed, noise, throughBlocks, voiceLike } from './voice.ts';

const FILES = { gtcrn: 'gtcrn.wasm', rnnoise: 'rnnoise.wasm', none: undefined } as const;

function buildChain(name: SuppressorName): CaptureChain {
  const file = FILES[name];
  if (file === undefined) return new CaptureChain(undefined);
  const path = createRequire(import.meta.url).resolve(`@sapphi-red/web-noise-suppressor/${file}`);
  return new CaptureChain(buildSuppressor(name, Uint8Array.from(readFileSync(path)).buffer));
}

function run(name: SuppressorName, samples: Float32Array): Float32Array {
  const chain = buildChain(name);
  return throughBlocks(samples, (input, output) => { chain.process(input, output); });
}

const db = (value: number): number => 10 ** (value / 20);

test.each([-60, -10])('a voice that peaks at %i dBFS lands near −24 LUFS, and below −1 dBTP from the first word on', async (peakDb) => {
  const voice = mixed(voiceLike(20, db(peakDb)), noise(20 * 48_000, db(peakDb - 50)));
  const heard = run('none', voice);
  const settled = await withWav(heard.subarray(8 * 48_000), (path) => measureLoudness(path));
  expect(Math.abs(settled.lufs + 24)).toBeLessThan(3);
  expect((await withWav(heard, (path) => measureLoudness(path))).truePeakDb).toBeLessThanOrEqual(-1);
});

test('a shout beside the phone after a quiet voice is neither clipped nor left loud', async () => {
  const quiet = mixed(voiceLike(12, db(-45)), noise(12 * 48_000, db(-85)));
  const shout = mixed(voiceLike(8, db(-3)), noise(8 * 48_000, db(-60)));
  const scene = new Float32Array(quiet.length + shout.length);
  scene.set(quiet);
  scene.set(shout, quiet.length);
  const heard = run('none', scene);
  expect((await withWav(heard, (path) => measureLoudness(path))).truePeakDb).toBeLessThanOrEqual(-1);
  const after = await withWav(heard.subarray(quiet.length + 2 * 48_000), (path) => measureLoudness(path));
  expect(Math.abs(after.lufs + 24)).toBeLessThan(3);
});

test('noise alone is never raised beyond where the gain began', () => {
  const chain = buildChain('none');
  throughBlocks(noise(30 * 48_000, db(-60)), (input, output) => { chain.process(input, output); });
  expect(chain.takeLevels().gainDb).toBeLessThanOrEqual(12.5);
});

test.each(['gtcrn', 'rnnoise', 'none'] as const)('with %s the sound comes out the stated latency late', (name) => {
  const voice = mixed(voiceLike(6, db(-20)), noise(6 * 48_000, db(-75)));
  const heard = run(name, voice);
  const lag = lagOf(voice.subarray(48_000, 5 * 48_000), heard.subarray(48_000), 0, 6000);
  expect(Math.abs(lag - CaptureChain.latency)).toBeLessThanOrEqual(48);
});

test.each(['gtcrn', 'rnnoise'] as const)('%s keeps the voice and takes the hiss away', (name) => {
  // From afar: a near voice keeps its own sound.
  const hiss = noise(12 * 48_000, db(-60));
  const heard = run(name, mixed(voiceLike(12, db(-36)), hiss));
  const plain = run('none', mixed(voiceLike(12, db(-36)), hiss));
  const level = (samples: Float32Array, fromS: number, toS: number): number => {
    let sum = 0;
    for (const sample of samples.subarray(fromS * 48_000, toS * 48_000)) sum += sample * sample;
    return 10 * Math.log10(sum / ((toS - fromS) * 48_000));
  };
  // The voice pauses from 8.4 to 9 s and speaks from 9 to 11.4 s.
  const ratio = (samples: Float32Array): number => level(samples, 9.2, 11.2) - level(samples, 8.65, 8.95);
  expect(ratio(heard)).toBeGreaterThan(ratio(plain) + 10);
});

test('the audio thread makes no garbage that its collector would have to stop it for', async () => {
  // In a process of its own: a test runner's transformed code allocates by itself.
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'measureGarbage.ts')]);
  expect(Number(stdout)).toBeLessThan(128);
});
