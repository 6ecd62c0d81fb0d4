import { expect, test } from 'vitest';
import { noise, voiceLike } from '../../web/sound/voice.ts';
import { estoi, ESTOI_RATE } from './estoi.ts';
import { directToReverberantDb, reverberationS, ROOMS, roomResponse } from './imageRoom.ts';
import { wordErrors } from './sentences.ts';
import { lagOf, RATE, resample } from './sound.ts';

/** Something like speech at ESTOI's rate. */
async function speech(): Promise<Float32Array> {
  return await resample(voiceLike(4, 0.5), RATE, ESTOI_RATE);
}

test('clean speech has an intelligibility of 1, at any level', async () => {
  const clean = await speech();
  expect(estoi(clean, clean)).toBeCloseTo(1, 6);
  expect(estoi(clean, clean.map((sample) => sample * 0.01))).toBeCloseTo(1, 3);
});

test('noise that has nothing to do with the speech has about none', async () => {
  const clean = await speech();
  expect(Math.abs(estoi(clean, noise(clean.length, 0.1)))).toBeLessThan(0.15);
});

test('more noise is never more intelligible', async () => {
  const clean = await speech();
  const hiss = noise(clean.length, 1);
  const scores = [0.001, 0.01, 0.05, 0.2].map((rms) => estoi(clean, clean.map((sample, n) => sample + hiss[n]! * rms)));
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
  expect(scores[0]).toBeGreaterThan(0.9);
});

test('a room response begins with the direct sound at its distance, and decays by 60 dB in its reverberation time', () => {
  const room = ROOMS[0]!;
  const response = roomResponse(room, room.speaker[8], room.phone);
  const distance = Math.hypot(...room.speaker[8].map((value, axis) => value - room.phone[axis]!));
  expect(distance).toBeCloseTo(8, 1);
  const arrival = Math.round((distance / 343) * RATE);
  const first = response.findIndex((sample) => Math.abs(sample) > 0.001);
  expect(Math.abs(first - arrival)).toBeLessThan(12);
  expect(Math.abs(directToReverberantDb(response, 8) + 13)).toBeLessThan(3);
  expect(Math.abs(reverberationS(response) - room.reverberationS)).toBeLessThan(0.03);
});

test('finds how late a sound is', () => {
  const voice = voiceLike(2, 0.5);
  const late = new Float32Array(voice.length + 1000);
  late.set(voice, 777);
  expect(lagOf(voice, late, 0, 1000)).toBe(777);
});

test('counts words left out, put in and taken for others', () => {
  expect(wordErrors('my son has no work', 'my son has no work')).toBe(0);
  expect(wordErrors('my son has no work', 'my sister has work now')).toBe(3);
  expect(wordErrors('my son has no work', '')).toBe(5);
});
