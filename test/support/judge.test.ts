import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { median, unwrapNumbers } from './flashAndBeep.ts';
import { decodeErrors, probe, readBeeps, readFlashToBeepMs, readFrames } from './judge.ts';
import { CAMERA_FPS, LOOP_S, makeCamera } from './makeCamera.ts';

const SECONDS = 8;
const SHIFT_MS = 40;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'judge-'));
  await encode('shifted.mp4', ['-c:v', 'libx264', '-b:v', '150k', '-c:a', 'libopus']);
  await encode('shifted.webm', ['-c:v', 'libvpx', '-b:v', '250k', '-deadline', 'realtime', '-c:a', 'libopus']);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** The camera's files in one container, at a bit rate lower than any visit's, with the sound 40 ms late. */
async function encode(name: string, codecs: readonly string[], picture: readonly string[] = []): Promise<void> {
  const { video, sound } = await makeCamera();
  const inputs = ['-r', String(CAMERA_FPS), '-i', video, '-itsoffset', String(SHIFT_MS / 1000), '-i', sound];
  const output = [...picture, '-t', String(SECONDS), '-map', '0:v', '-map', '1:a', ...codecs, join(folder, name)];
  await promisify(execFile)('ffmpeg', ['-v', 'error', ...inputs, ...output]);
}

test.each(['shifted.mp4', 'shifted.webm'])('every frame number of %s is read after lossy encoding', async (name) => {
  const frames = await readFrames(join(folder, name));
  expect(frames.map((frame) => frame.number)).toEqual(Array.from({ length: SECONDS * CAMERA_FPS }, (_, index) => index));
  expect(frames.at(-1)?.atS).toBeCloseTo(SECONDS - 1 / CAMERA_FPS, 2);
  expect(frames.filter((frame) => frame.flash).map((frame) => frame.number! % CAMERA_FPS)).toEqual(
    Array.from({ length: SECONDS }, () => [0, 1, 2]).flat(),
  );
});

test.each(['shifted.mp4', 'shifted.webm'])('a known shift of the sound in %s is measured within 10 ms', async (name) => {
  const offsets = await readFlashToBeepMs(join(folder, name));
  expect(offsets.length).toBeGreaterThanOrEqual(SECONDS - 1);
  expect(Math.abs(median(offsets) - SHIFT_MS)).toBeLessThan(10);
  expect(Math.max(...offsets) - Math.min(...offsets)).toBeLessThan(15);
});

test('tracks and length are told', async () => {
  const { tracks, durationS } = await probe(join(folder, 'shifted.mp4'));
  expect(tracks).toEqual([
    { kind: 'video', codec: 'h264', width: 640, height: 360 },
    { kind: 'audio', codec: 'opus' },
  ]);
  expect(durationS).toBeGreaterThan(SECONDS - 0.1);
  expect(durationS).toBeLessThan(SECONDS + 0.2);
});

test('an intact file decodes without complaint, and damage in the middle of the pictures is told', async () => {
  const file = join(folder, 'shifted.mp4');
  expect(await decodeErrors(file)).toEqual([]);
  const bytes = await readFile(file);
  const middle = Math.floor(bytes.length / 2);
  bytes.fill(0xa5, middle, middle + 2_000);
  const damaged = join(folder, 'damaged.mp4');
  await writeFile(damaged, bytes);
  expect(await decodeErrors(damaged)).not.toEqual([]);
});

test('frames that were left out are missing among the numbers', async () => {
  await encode('gap.mp4', ['-c:v', 'libx264', '-c:a', 'libopus'], ['-vf', "select='not(between(n,100,129))'", '-vsync', 'passthrough']);
  const numbers = (await readFrames(join(folder, 'gap.mp4'))).map((frame) => frame.number);
  expect(numbers.slice(98, 102)).toEqual([98, 99, 130, 131]);
});

test('a picture that is not the camera has no numbers, and a sound without beeps has none', async () => {
  const file = join(folder, 'other.mp4');
  const inputs = ['-f', 'lavfi', '-i', 'mandelbrot=size=640x360:rate=25', '-f', 'lavfi', '-i', 'anoisesrc=amplitude=0.02:seed=7'];
  await promisify(execFile)('ffmpeg', ['-v', 'error', ...inputs, '-t', '2', '-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'libopus', file]);
  expect((await readFrames(file)).filter((frame) => frame.number !== undefined)).toEqual([]);
  expect(await readBeeps(file)).toEqual([]);
});

test('numbers go on counting where the camera begins again', () => {
  const numbers = [LOOP_S * CAMERA_FPS - 1, undefined, 0, 1];
  const frames = numbers.map((number, index) => ({ atS: index / CAMERA_FPS, number, flash: false }));
  expect(unwrapNumbers(frames)).toEqual([1919, undefined, 1920, 1921]);
});
