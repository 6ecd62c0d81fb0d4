import type { Page } from 'playwright-core';
import { findBeeps, findFlashes, flashToBeepMs, seeFrame, toneLevels, unwrapNumbers } from './flashAndBeep.ts';
import type { SeenFrame } from './flashAndBeep.ts';
import { GRID_COLUMNS, GRID_ROWS } from './frameCode.ts';
import { BEEP_HZ, CAMERA_FPS } from './makeCamera.ts';

/**
 * Chromium starts the camera's file and the microphone's file each in its own time, so flash and beep
 * are already apart where they enter the page. What a recording adds to that is the difference between
 * its own flash-to-beep time and the one measured here, on the tracks that the page itself sends.
 */

interface Observation {
  readonly frames: readonly { readonly atMs: number; readonly grid: readonly number[] }[];
  readonly sound: readonly { readonly atMs: number; readonly samples: readonly number[] }[];
  readonly sampleRate: number;
}

export interface SourceObservation {
  /** Milliseconds from each flash to its beep at the source, by the flash's second: positive when the sound is late. */
  readonly flashToBeepMs: ReadonlyMap<number, number>;
  readonly frames: readonly SeenFrame[];
}

declare global {
  interface Window {
    observedStreams?: MediaStream[];
  }
}

/**
 * Remembers every stream that the page gets from camera and microphone, and changes nothing else. To
 * be called before the page is opened.
 */
export async function rememberStreams(page: Page): Promise<void> {
  await page.addInitScript(() => {
    // Pages without a secure context have no devices.
    if (!('mediaDevices' in navigator)) return;
    const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    window.observedStreams = [];
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await original(constraints);
      // A stream of our own: the page takes tracks out of its.
      window.observedStreams?.push(new MediaStream(stream.getTracks()));
      return stream;
    };
  });
}

/**
 * Watches the live camera and microphone of a page that `rememberStreams` prepared.
 * @param seconds how long; each whole second gives one flash and one beep
 */
export async function observeSource(page: Page, seconds: number): Promise<SourceObservation> {
  const { seen, frames } = await watchWell(page, seconds);
  const levels = seen.sound.flatMap(({ atMs, samples }) =>
    toneLevels(Float32Array.from(samples), seen.sampleRate, BEEP_HZ, 0.005).map(({ atS, level }) => ({ atS: atS + atMs / 1000, level })),
  );
  return { frames, flashToBeepMs: flashToBeepMs(findFlashes(frames), findBeeps(levels)) };
}

/** Now and then a copy of a track gives nothing, or the same picture again and again, to whoever watches it; another one does not. */
async function watchWell(page: Page, seconds: number): Promise<{ readonly seen: Observation; readonly frames: readonly SeenFrame[] }> {
  for (let attempt = 0; attempt < 4; attempt++) {
    const seen = await page.evaluate(watchTracks, { seconds, columns: GRID_COLUMNS, rows: GRID_ROWS, monotonicAtEpoch: monotonicAtEpochMs() });
    const frames = seen.frames.map(({ atMs, grid }) => seeFrame(atMs / 1000, Uint8Array.from(grid)));
    const numbers = unwrapNumbers(frames).filter((number) => number !== undefined);
    const shownS = ((numbers.at(-1) ?? 0) - (numbers[0] ?? 0)) / CAMERA_FPS;
    if (shownS > seconds / 2 && shownS < seconds * 2 && seen.sound.length > 0) return { seen, frames };
    process.stdout.write(`the camera could not be watched: ${frames.length} frames, ${numbers.length} read, ${shownS.toFixed(1)} s shown, ${seen.sound.length} blocks of sound\n`);
  }
  throw new Error('the page’s own camera could not be watched');
}

/** Milliseconds on the machine's monotonic clock, which Chromium's timestamps are of, when the wall clock is 0. */
function monotonicAtEpochMs(): number {
  return Number(process.hrtime.bigint()) / 1e6 - (performance.timeOrigin + performance.now());
}

/**
 * Runs in the page. Each frame carries the time when it was taken on the machine's monotonic clock, each block of
 * sound on the page's. When they arrive says nothing: a busy page is always behind, with one more than with the other.
 */
async function watchTracks({ seconds, columns, rows, monotonicAtEpoch }: {
  seconds: number; columns: number; rows: number; monotonicAtEpoch: number;
}): Promise<Observation> {
  interface Timed {
    readonly timestamp: number;
    close(): void;
  }
  interface Processor<T> {
    readonly readable: ReadableStream<T>;
  }
  // Not in TypeScript's library: https://w3c.github.io/mediacapture-transform/
  const { MediaStreamTrackProcessor } = window as unknown as {
    MediaStreamTrackProcessor: new <T extends Timed>(init: { track: MediaStreamTrack }) => Processor<T>;
  };
  const tracks = (window.observedStreams ?? []).flatMap((stream) => stream.getTracks()).filter((track) => track.readyState === 'live');
  const untilMs = performance.now() + seconds * 1000;
  // Scaled straight to a pixel per square a canvas does not average; scaled to a few, their mean is exact enough.
  const perSquare = 8;
  const canvas = new OffscreenCanvas(columns * perSquare, rows * perSquare);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('this browser draws no canvas');

  const watch = async <T extends Timed, R>(kind: string, zeroMs: number, read: (item: T) => R): Promise<(R & { atMs: number })[]> => {
    const track = tracks.findLast((candidate) => candidate.kind === kind);
    if (track === undefined) throw new Error(`no live ${kind} track was opened`);
    const own = track.clone();
    const reader = new MediaStreamTrackProcessor<T>({ track: own }).readable.getReader();
    const items: { timestampMs: number; seen: R }[] = [];
    let soonestMs = Infinity;
    while (performance.now() < untilMs) {
      const item = await Promise.race([reader.read(), new Promise<undefined>((resolve) => { setTimeout(resolve, untilMs - performance.now()); })]);
      if (item === undefined || item.done) break;
      const { value } = item;
      const timestampMs = value.timestamp / 1000 - zeroMs;
      soonestMs = Math.min(soonestMs, performance.now() - timestampMs);
      items.push({ timestampMs, seen: read(value) });
      value.close();
    }
    await reader.cancel();
    own.stop();
    if (Math.abs(soonestMs) > 2_000) throw new Error(`the timestamps of ${kind} are of a clock that is not known: the soonest came ${soonestMs} ms after it was taken`);
    return items.map(({ timestampMs, seen }) => ({ ...seen, atMs: timestampMs }));
  };

  let sampleRate = 0;
  const [frames, sound] = await Promise.all([
    watch('video', monotonicAtEpoch + performance.timeOrigin, (frame: VideoFrame) => {
      context.drawImage(frame, 0, 0, canvas.width, canvas.height);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const grid = new Array<number>(columns * rows).fill(0);
      for (let pixel = 0; pixel < canvas.width * canvas.height; pixel++) {
        const square = Math.floor(pixel / canvas.width / perSquare) * columns + Math.floor((pixel % canvas.width) / perSquare);
        const luma = 0.299 * (data[pixel * 4] ?? 0) + 0.587 * (data[pixel * 4 + 1] ?? 0) + 0.114 * (data[pixel * 4 + 2] ?? 0);
        grid[square] = (grid[square] ?? 0) + luma / perSquare ** 2;
      }
      return { grid: grid.map(Math.round) };
    }),
    watch('audio', 0, (block: AudioData) => {
      sampleRate = block.sampleRate;
      const samples = new Float32Array(block.numberOfFrames);
      block.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
      return { samples: Array.from(samples) };
    }),
  ]);
  // Chromium gives a block of sound the time when its last sample was taken.
  return { frames, sound: sound.map((block) => ({ ...block, atMs: block.atMs - (block.samples.length / sampleRate) * 1000 })), sampleRate };
}
