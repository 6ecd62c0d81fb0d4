import { parentPort } from 'node:worker_threads';
import { OpusDecoder } from 'opus-decoder';
import { samplesOf } from '../../../recordings/cmaf/samplesOf.ts';
import type { ThreadReply } from '../../AnsweringThread.ts';
import { WAVE_STEP_MS } from '../contract.ts';

/** What the thread is asked: one segment of Opus, and where it begins. */
export interface LevelsRequest {
  readonly id: number;
  readonly segment: Uint8Array;
  readonly channels: number;
  /** From the start of the recording. */
  readonly atMs: number;
}
/** Levels of the steps from `first` on. */
export interface SegmentLevels {
  readonly first: number;
  readonly levels: Uint8Array;
}

/** Enough for loudness, and a third of the work. */
const SAMPLE_HZ = 16_000;
const FLOOR_DB = -60;

const decoders = new Map<number, Promise<OpusDecoder<typeof SAMPLE_HZ>>>();

function decoderFor(channels: number): Promise<OpusDecoder<typeof SAMPLE_HZ>> {
  const known = decoders.get(channels);
  if (known) return known;
  const made = new OpusDecoder({ channels, sampleRate: SAMPLE_HZ });
  const ready = made.ready.then(() => made);
  decoders.set(channels, ready);
  return ready;
}

async function levelsOf({ segment, channels, atMs }: LevelsRequest): Promise<{ first: number; levels: Uint8Array }> {
  const decoder = await decoderFor(channels);
  const first = Math.floor(atMs / WAVE_STEP_MS);
  const levels: number[] = [];
  let at = atMs;
  for (const { bytes, duration } of samplesOf(segment)) {
    const { channelData } = decoder.decodeFrame(bytes);
    const step = Math.floor(at / WAVE_STEP_MS) - first;
    levels[step] = Math.max(levels[step] ?? 0, levelOf(channelData[0]));
    at += duration / 48;
  }
  return { first, levels: Uint8Array.from(levels, (level) => level ?? 0) };
}

function levelOf(samples: Float32Array | undefined): number {
  if (!samples || samples.length === 0) return 1;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / samples.length + 1e-12);
  return 1 + Math.round((Math.min(1, Math.max(0, (decibels - FLOOR_DB) / -FLOOR_DB))) * 254);
}

parentPort?.on('message', (request: LevelsRequest) => {
  levelsOf(request).then(
    ({ first, levels }) => parentPort?.postMessage({ id: request.id, first, levels } satisfies ThreadReply<SegmentLevels>),
    (error: unknown) => parentPort?.postMessage({ id: request.id, problem: error instanceof Error ? error.message : String(error) } satisfies ThreadReply<SegmentLevels>),
  );
});
