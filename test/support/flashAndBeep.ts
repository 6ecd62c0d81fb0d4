import { isFlash, readFrameCode } from './frameCode.ts';
import { CAMERA_FPS, LOOP_S } from './makeCamera.ts';

/** One frame of the test camera as somebody saw it. */
export interface SeenFrame {
  readonly atS: number;
  /** The burned-in number, where it can be read with certainty. */
  readonly number: number | undefined;
  readonly flash: boolean;
}

/** How loud the beep's tone was in a short window that begins at `atS`. */
export interface ToneLevel {
  readonly atS: number;
  /** Mean square of the tone alone; 1 for a full-scale square. */
  readonly level: number;
}

/** Below this there is no beep, however quiet the rest is. */
const SILENCE_LEVEL = 1e-5;
/** Beeps are a second apart; within this time it is the same one. */
const SAME_BEEP_S = 0.5;

/** @param grid the frame averaged to 16 × 9 pixels of luma */
export function seeFrame(atS: number, grid: Uint8Array): SeenFrame {
  return { atS, number: readFrameCode(grid), flash: isFlash(grid) };
}

/**
 * The tone's level window by window (Goertzel's algorithm: one bin of a Fourier transform).
 * @param samples mono, −1 to 1
 */
export function toneLevels(samples: Float32Array, sampleRate: number, toneHz: number, windowS: number): ToneLevel[] {
  const length = Math.round(sampleRate * windowS);
  const coefficient = 2 * Math.cos((2 * Math.PI * toneHz) / sampleRate);
  const levels: ToneLevel[] = [];
  for (let start = 0; start + length <= samples.length; start += length) {
    let [previous, before] = [0, 0];
    for (let index = start; index < start + length; index++) {
      [previous, before] = [(samples[index] ?? 0) + coefficient * previous - before, previous];
    }
    const power = previous ** 2 + before ** 2 - coefficient * previous * before;
    levels.push({ atS: start / sampleRate, level: (2 * power) / length ** 2 });
  }
  return levels;
}

/** When each beep began. */
export function findBeeps(levels: readonly ToneLevel[]): number[] {
  const sorted = levels.map(({ level }) => level).sort((one, other) => one - other);
  // The tone sounds a tenth of the time.
  const loud = sorted[Math.floor(sorted.length * 0.95)] ?? 0;
  const threshold = Math.max(SILENCE_LEVEL, loud / 4);
  const beeps: number[] = [];
  let lastLoudS = -Infinity;
  for (const { atS, level } of levels) {
    if (level < threshold) continue;
    if (atS - lastLoudS > SAME_BEEP_S) beeps.push(atS);
    lastLoudS = atS;
  }
  // A beep that was already sounding at the first window has no beginning here.
  return beeps.filter((atS) => atS > (levels[0]?.atS ?? 0));
}

/**
 * When the camera's flashes began, by their second of the camera's file. Every frame's number says how
 * long ago the last flash was, so a flash is known to a few milliseconds even where its own first frame
 * was not sent.
 */
export function findFlashes(frames: readonly SeenFrame[]): Map<number, number> {
  const begins = new Map<number, number[]>();
  for (const [index, absolute] of unwrapNumbers(frames).entries()) {
    const frame = frames[index];
    if (absolute === undefined || frame === undefined) continue;
    const second = Math.floor(absolute / CAMERA_FPS);
    begins.set(second, [...(begins.get(second) ?? []), frame.atS - (absolute % CAMERA_FPS) / CAMERA_FPS]);
  }
  return new Map([...begins].filter(([, times]) => times.length >= CAMERA_FPS / 3).map(([second, times]) => [second, median(times)]));
}

/** Milliseconds from each flash to its beep, by the flash's second: positive when the sound is late. */
export function flashToBeepMs(flashes: ReadonlyMap<number, number>, beeps: readonly number[]): Map<number, number> {
  return new Map([...flashes].flatMap(([second, flash]) => {
    const nearest = beeps.reduce((best, beep) => (Math.abs(beep - flash) < Math.abs(best - flash) ? beep : best), Infinity);
    return Math.abs(nearest - flash) < SAME_BEEP_S ? [[second, (nearest - flash) * 1000] as const] : [];
  }));
}

/** Numbers that go on counting where the camera's file begins again. */
export function unwrapNumbers(frames: readonly SeenFrame[]): (number | undefined)[] {
  const loop = LOOP_S * CAMERA_FPS;
  let [last, rounds] = [0, 0];
  return frames.map(({ number }) => {
    if (number === undefined) return undefined;
    if (number < last - loop / 2) rounds++;
    // A picture from before the turn that comes after it, where two pieces of a recording overlap.
    else if (rounds > 0 && number > last + loop / 2) rounds--;
    last = number;
    return rounds * loop + number;
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}
