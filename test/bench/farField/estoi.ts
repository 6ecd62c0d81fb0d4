import { Fourier } from '../../../web/sound/dsp/Fourier.ts';

/** The rate at which intelligibility is judged. */
export const ESTOI_RATE = 10_000;
const FRAME = 256;
const HOP = FRAME / 2;
const FFT = 512;
const BANDS = 15;
const LOWEST_HZ = 150;
/** Frames of a segment: 384 ms. */
const SEGMENT = 30;
/** Frames of the clean speech that are further below its loudest one count as silence, dB. */
const RANGE_DB = 40;

/**
 * Extended short-time objective intelligibility (J. Jensen, C. H. Taal, "An Algorithm for Predicting the
 * Intelligibility of Speech Masked by Modulated Noise Maskers", IEEE/ACM TASLP 24(11), 2016): 1 for the clean speech
 * itself, about 0 for what has nothing to do with it. No change of level or of a fixed filter's band gains matters.
 * @param clean and `heard` at 10 kHz, of one length, aligned
 * @throws when less than a segment of speech is there
 */
export function estoi(clean: Float32Array, heard: Float32Array): number {
  const [x, y] = withoutSilence(clean, heard);
  const [cleanBands, heardBands] = [bandsOf(x), bandsOf(y)];
  const frames = cleanBands.length / BANDS;
  if (frames < SEGMENT) throw new Error(`${frames} frames of speech are too few`);
  let sum = 0;
  for (let end = SEGMENT; end <= frames; end++) {
    const [a, b] = [normalised(cleanBands, end - SEGMENT), normalised(heardBands, end - SEGMENT)];
    let product = 0;
    for (let n = 0; n < a.length; n++) product += a[n]! * b[n]!;
    sum += product / SEGMENT;
  }
  return sum / (frames - SEGMENT + 1);
}

const WINDOW = Float64Array.from({ length: FRAME }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 1)) / (FRAME + 1)));

/** Both without the frames in which the clean speech is silent, put together again by overlap and add. */
function withoutSilence(clean: Float32Array, heard: Float32Array): [Float64Array, Float64Array] {
  const starts: number[] = [];
  for (let start = 0; start + FRAME <= clean.length; start += HOP) starts.push(start);
  const levels = starts.map((start) => {
    let sum = 0;
    for (let n = 0; n < FRAME; n++) sum += (clean[start + n]! * WINDOW[n]!) ** 2;
    return 10 * Math.log10(sum + 1e-20);
  });
  const loudest = levels.reduce((most, level) => Math.max(most, level), -Infinity);
  const kept = starts.filter((_, index) => levels[index]! > loudest - RANGE_DB);
  const [x, y] = [new Float64Array(kept.length * HOP + HOP), new Float64Array(kept.length * HOP + HOP)];
  for (const [index, start] of kept.entries()) {
    for (let n = 0; n < FRAME; n++) {
      x[index * HOP + n] = x[index * HOP + n]! + clean[start + n]! * WINDOW[n]!;
      y[index * HOP + n] = y[index * HOP + n]! + heard[start + n]! * WINDOW[n]!;
    }
  }
  return [x, y];
}

/** Magnitudes in third octaves, frame after frame, fifteen each. */
function bandsOf(samples: Float64Array): Float64Array {
  const fourier = new Fourier(FFT);
  const frames = Math.max(0, Math.floor((samples.length - FRAME) / HOP) + 1);
  const bands = new Float64Array(frames * BANDS);
  const [re, im] = [new Float64Array(FFT), new Float64Array(FFT)];
  const edge = (hz: number): number => Math.round((hz * FFT) / ESTOI_RATE);
  for (let frame = 0; frame < frames; frame++) {
    re.fill(0);
    im.fill(0);
    for (let n = 0; n < FRAME; n++) re[n] = samples[frame * HOP + n]! * WINDOW[n]!;
    fourier.forward(re, im);
    for (let band = 0; band < BANDS; band++) {
      const centre = LOWEST_HZ * 2 ** (band / 3);
      let sum = 0;
      for (let bin = edge(centre * 2 ** (-1 / 6)); bin < edge(centre * 2 ** (1 / 6)); bin++) sum += re[bin]! ** 2 + im[bin]! ** 2;
      bands[frame * BANDS + band] = Math.sqrt(sum);
    }
  }
  return bands;
}

/** One segment with its bands, then its frames, brought to mean 0 and length 1. */
function normalised(bands: Float64Array, firstFrame: number): Float64Array {
  const segment = bands.slice(firstFrame * BANDS, (firstFrame + SEGMENT) * BANDS);
  for (let band = 0; band < BANDS; band++) normalise(segment, band, BANDS, SEGMENT);
  for (let frame = 0; frame < SEGMENT; frame++) normalise(segment, frame * BANDS, 1, BANDS);
  return segment;
}

function normalise(values: Float64Array, start: number, step: number, count: number): void {
  let mean = 0;
  for (let n = 0; n < count; n++) mean += values[start + n * step]! / count;
  let squares = 0;
  for (let n = 0; n < count; n++) squares += (values[start + n * step]! - mean) ** 2;
  const length = Math.sqrt(squares) + 1e-12;
  for (let n = 0; n < count; n++) values[start + n * step] = (values[start + n * step]! - mean) / length;
}
