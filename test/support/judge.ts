import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { GRID_COLUMNS, GRID_ROWS } from './frameCode.ts';
import { findBeeps, findFlashes, flashToBeepMs, seeFrame, toneLevels } from './flashAndBeep.ts';
import type { SeenFrame } from './flashAndBeep.ts';
import { BEEP_HZ } from './makeCamera.ts';

/**
 * Judges a recording from outside: with ffmpeg and ffprobe, which know nothing of the code that wrote
 * it. Takes whatever they take: a file, or the path of a playlist.
 */

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 1 << 28;
const TONE_WINDOW_S = 0.005;
const SOUND_HZ = 48_000;
const EXTENSIONS = ['-allowed_extensions', 'ALL'];

const probeSchema = z.object({
  streams: z.array(
    z.object({
      codec_type: z.string(),
      codec_name: z.string(),
      width: z.number().optional(),
      height: z.number().optional(),
      start_time: z.coerce.number().optional(),
      duration: z.coerce.number().optional(),
    }),
  ),
  format: z.object({ duration: z.coerce.number().optional() }),
});

export interface ProbedTrack {
  readonly kind: string;
  /** ffprobe's name, e.g. `h264`, `opus`. */
  readonly codec: string;
  readonly width?: number;
  readonly height?: number;
}

export interface Probe {
  readonly tracks: readonly ProbedTrack[];
  readonly durationS: number;
}

/** What ffprobe says of the file. */
export async function probe(file: string): Promise<Probe> {
  const args = ['-v', 'error', ...inputOptions(file), '-show_streams', '-show_format', '-of', 'json', file];
  const { streams, format } = probeSchema.parse(JSON.parse((await run('ffprobe', args)).stdout));
  return {
    tracks: streams.map((stream) => ({
      kind: stream.codec_type,
      codec: stream.codec_name,
      ...(stream.width !== undefined && { width: stream.width }),
      ...(stream.height !== undefined && { height: stream.height }),
    })),
    durationS: format.duration ?? Math.max(...streams.map(({ duration }) => duration ?? 0)),
  };
}

/** Decodes everything; the lines that ffmpeg complains with, none for an intact file. */
export async function decodeErrors(file: string): Promise<string[]> {
  // In the file's own time base: at a guessed frame rate, two pictures that a camera took close together become one.
  const args = ['-v', 'error', ...inputOptions(file), '-i', file, '-map', '0', '-enc_time_base', '-1', '-f', 'null', '-'];
  const { stderr } = await run('ffmpeg', args, { maxBuffer: MAX_OUTPUT_BYTES }).catch((error: Error & { stderr?: string }) => ({
    stderr: error.stderr ?? error.message,
  }));
  return stderr.split('\n').filter((line) => line.trim() !== '');
}

/** Every picture of the file in the order of presentation, with its time from the file's begin. */
export async function readFrames(file: string): Promise<SeenFrame[]> {
  const graph = `[0:v:0]scale=${GRID_COLUMNS}:${GRID_ROWS}:flags=area,format=gray,split[pixels][times]`;
  // framecrc writes a line per frame with its time; the demuxer's time base keeps it exact.
  const times = ['-map', '[times]', '-enc_time_base', '-1', '-vsync', 'passthrough', '-f', 'framecrc', 'pipe:3'];
  const pixels = ['-map', '[pixels]', '-vsync', 'passthrough', '-f', 'rawvideo', 'pipe:1'];
  const [grids = Buffer.alloc(0), lines = Buffer.alloc(0)] = await runFfmpeg(
    [...inputOptions(file), '-i', file, '-filter_complex', graph, ...pixels, ...times],
    [1, 3],
  );
  const frameBytes = GRID_COLUMNS * GRID_ROWS;
  return parseTimes(lines.toString()).map((atS, index) => seeFrame(atS, grids.subarray(index * frameBytes, (index + 1) * frameBytes)));
}

/** When the beeps begin, in seconds from the file's begin. */
export async function readBeeps(file: string): Promise<number[]> {
  // Silence is put in where the track begins late or has a gap, so that a sample's place is its time.
  const sound = ['-map', '0:a:0', '-af', 'aresample=async=1:min_hard_comp=0.02:first_pts=0', '-ac', '1', '-ar', String(SOUND_HZ), '-f', 'f32le', 'pipe:1'];
  const [bytes = Buffer.alloc(0)] = await runFfmpeg([...inputOptions(file), '-i', file, ...sound], [1]);
  const samples = new Float32Array(new Uint8Array(bytes).buffer, 0, Math.floor(bytes.length / 4));
  return findBeeps(toneLevels(samples, SOUND_HZ, BEEP_HZ, TONE_WINDOW_S));
}

/** Milliseconds from each flash of the file to its beep: positive when the sound is late. */
export async function readFlashToBeepMs(file: string): Promise<number[]> {
  return [...flashToBeepMs(findFlashes(await readFrames(file)), await readBeeps(file)).values()];
}

function inputOptions(file: string): string[] {
  return file.endsWith('.m3u8') ? EXTENSIONS : [];
}

/** "#tb 0: 1/90000", then per frame "0, dts, pts, duration, size, checksum". */
function parseTimes(text: string): number[] {
  const [, numerator, denominator] = /^#tb 0: (\d+)\/(\d+)$/m.exec(text) ?? [];
  const unitS = Number(numerator) / Number(denominator);
  return text
    .split('\n')
    .filter((line) => /^0,/.test(line))
    .map((line) => Number(line.split(',')[2]) * unitS);
}

/** @returns what ffmpeg wrote to each of `outputs`, in this order */
async function runFfmpeg(args: readonly string[], outputs: readonly number[]): Promise<Buffer[]> {
  const child = spawn('ffmpeg', ['-v', 'error', '-nostdin', ...args], { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const collected = new Map<number, Buffer[]>();
  for (const descriptor of [2, ...outputs]) {
    const chunks: Buffer[] = [];
    collected.set(descriptor, chunks);
    child.stdio[descriptor]?.on('data', (chunk: Buffer) => chunks.push(chunk));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const read = (descriptor: number): Buffer => Buffer.concat(collected.get(descriptor) ?? []);
  if (code !== 0) throw new Error(`ffmpeg ended with exit ${code}: ${read(2).toString()}`);
  return outputs.map(read);
}
