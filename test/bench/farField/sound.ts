import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { Fourier } from '../../../web/sound/dsp/Fourier.ts';

/** The rate of everything in the rig that is not said to be otherwise. */
export const RATE = 48_000;

/** A random number 0 to 1 that is the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function powerOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum / Math.max(1, samples.length);
}

export function scaled(samples: Float32Array, gainDb: number): Float32Array {
  const gain = 10 ** (gainDb / 20);
  return samples.map((sample) => sample * gain);
}

/** Adds `samples` to `into` from `at` on; what does not fit is left out. */
export function addAt(into: Float32Array, samples: Float32Array, at: number): void {
  const end = Math.min(samples.length, into.length - at);
  for (let n = Math.max(0, -at); n < end; n++) into[at + n] = into[at + n]! + samples[n]!;
}

/** Linear convolution by overlap-add; as long as both together. */
export function convolve(samples: Float32Array, response: Float32Array): Float32Array {
  const size = 2 ** Math.ceil(Math.log2(response.length * 2));
  const step = size - response.length + 1;
  const fourier = new Fourier(size);
  const [hRe, hIm] = [new Float64Array(size), new Float64Array(size)];
  hRe.set(response);
  fourier.forward(hRe, hIm);
  const out = new Float32Array(samples.length + response.length);
  for (let start = 0; start < samples.length; start += step) {
    const [re, im] = [new Float64Array(size), new Float64Array(size)];
    re.set(samples.subarray(start, Math.min(samples.length, start + step)));
    fourier.forward(re, im);
    for (let k = 0; k < size; k++) {
      const r = re[k]! * hRe[k]! - im[k]! * hIm[k]!;
      im[k] = re[k]! * hIm[k]! + im[k]! * hRe[k]!;
      re[k] = r;
    }
    fourier.inverse(re, im);
    for (let n = 0; n < size && start + n < out.length; n++) out[start + n] = out[start + n]! + re[n]!;
  }
  return out;
}

/**
 * By how many samples `heard` is behind `known`, looked for within `[from, to]`, and how alike they are there (−1 to 1).
 * The spectrum of the cross-correlation is whitened (Knapp and Carter 1976), so that rooms and hum do not blur its peak.
 */
export function lagOf(known: Float32Array, heard: Float32Array, from: number, to: number): number {
  const size = 2 ** Math.ceil(Math.log2(known.length + heard.length));
  const fourier = new Fourier(size);
  const [aRe, aIm, bRe, bIm] = [new Float64Array(size), new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  aRe.set(known);
  bRe.set(heard);
  fourier.forward(aRe, aIm);
  fourier.forward(bRe, bIm);
  for (let k = 0; k < size; k++) {
    const re = bRe[k]! * aRe[k]! + bIm[k]! * aIm[k]!;
    const im = bIm[k]! * aRe[k]! - bRe[k]! * aIm[k]!;
    // Half whitened: fully, every silent bin would count as much as a voice.
    const weight = 1 / (Math.sqrt(Math.hypot(re, im)) + 1e-12);
    aRe[k] = re * weight;
    aIm[k] = im * weight;
  }
  fourier.inverse(aRe, aIm);
  let best = from;
  for (let lag = from; lag <= to; lag++) {
    if (aRe[(lag + size) % size]! > aRe[(best + size) % size]!) best = lag;
  }
  return best;
}

/** Decodes anything that ffmpeg reads to mono samples. @param args what stands before the output, e.g. filters */
export async function decode(file: string, rate = RATE, args: readonly string[] = []): Promise<Float32Array> {
  const { stdout } = await promisify(execFile)(
    'ffmpeg', ['-v', 'error', '-i', file, ...args, '-ac', '1', '-ar', String(rate), '-f', 'f32le', 'pipe:1'],
    { maxBuffer: 1 << 30, encoding: 'buffer' },
  );
  return toSamples(stdout);
}

/** Writes mono samples as a file of the type that its name says; 16 bits, dithered by nothing. */
export async function encode(file: string, samples: Float32Array, rate = RATE): Promise<void> {
  await pipe(samples, rate, ['-c:a', 'pcm_s16le', '-y', file]);
}

export async function resample(samples: Float32Array, from: number, to: number): Promise<Float32Array> {
  return toSamples(await pipe(samples, from, ['-ar', String(to), '-f', 'f32le', 'pipe:1']));
}

/** Runs samples through ffmpeg. @returns what it writes to its output */
export async function pipe(samples: Float32Array, rate: number, output: readonly string[]): Promise<Buffer> {
  const child = spawn('ffmpeg', ['-v', 'error', '-f', 'f32le', '-ar', String(rate), '-ac', '1', '-i', 'pipe:0', ...output], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`ffmpeg ended with exit ${code}`))));
  });
  child.stdin.end(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
  await ended;
  return Buffer.concat(chunks);
}

function toSamples(bytes: Buffer): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer, 0, Math.floor(bytes.length / 4));
}
