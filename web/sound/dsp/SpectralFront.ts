import { Fourier } from './Fourier.ts';
import { SpeechPresence } from './SpeechPresence.ts';

const SIZE = 1024;
const HOP = 512;
const BINS = SIZE / 2 + 1;

export interface LateReverberation {
  /** Assumed reverberation time, seconds for 60 dB: what furnished rooms have. */
  readonly reverberationS: number;
  /** What comes later than this after its sound hurts words rather than helps them (Bradley 1986: 50 ms). */
  readonly lateAfterS: number;
  /** Never attenuates more than this, dB. */
  readonly floorDb: number;
  /** Of the estimated late power, how much is taken away; above 1 the tail goes further down than it was. */
  readonly share: number;
}

/**
 * One short-time spectrum for two uses: who speaks (`SpeechPresence`), and, where the device can afford it, the
 * suppression of late reverberation (K. Lebart, J. Boucher, P. Denbigh, Acta Acustica 87, 2001): the power of a
 * moment ago, decayed by the room, is taken for the tail that overlaps this moment, and is subtracted.
 * Windows of 21 ms with square-root Hann before and after, half apart; 1,024 samples of latency.
 */
export class SpectralFront {
  static readonly latency = SIZE;
  readonly speech = new SpeechPresence(HOP / 48_000, 48_000 / SIZE);
  readonly #late: LateReverberation | undefined;
  readonly #fourier = new Fourier(SIZE);
  readonly #window = Float64Array.from({ length: SIZE }, (_, n) => Math.sqrt(0.5 - 0.5 * Math.cos((2 * Math.PI * n) / SIZE)));
  readonly #input = new Float64Array(SIZE);
  readonly #overlap = new Float64Array(SIZE);
  readonly #re = new Float64Array(SIZE);
  readonly #im = new Float64Array(SIZE);
  readonly #power = new Float64Array(BINS);
  /** Smoothed power of each bin in the last frames, as a ring of rows. */
  readonly #past: Float64Array;
  readonly #pastRows: number;
  readonly #gain = new Float64Array(BINS).fill(1);
  readonly #decay: number;
  readonly #leastGain: number;
  #row = 0;
  #at = 0;

  constructor(late?: LateReverberation) {
    this.#late = late;
    const lateFrames = Math.max(1, Math.round(((late?.lateAfterS ?? 0.05) * 48_000) / HOP));
    this.#pastRows = lateFrames + 1;
    this.#past = new Float64Array(this.#pastRows * BINS);
    // Power falls by 60 dB, which is 10^6, in the reverberation time.
    this.#decay = (late?.share ?? 1) * 10 ** ((-6 * (lateFrames * HOP)) / 48_000 / (late?.reverberationS ?? 0.5));
    this.#leastGain = 10 ** ((late?.floorDb ?? 0) / 20);
  }

  /** In place, `latency` samples late. */
  process(block: Float32Array): void {
    const input = this.#input;
    const overlap = this.#overlap;
    for (let n = 0; n < block.length; n++) {
      input[SIZE - HOP + this.#at] = block[n]!;
      block[n] = overlap[this.#at]!;
      this.#at++;
      if (this.#at === HOP) {
        this.#frame();
        this.#at = 0;
      }
    }
  }

  #frame(): void {
    const re = this.#re;
    const im = this.#im;
    for (let n = 0; n < SIZE; n++) {
      re[n] = this.#input[n]! * this.#window[n]!;
      im[n] = 0;
    }
    this.#input.copyWithin(0, HOP);
    this.#fourier.forward(re, im);
    for (let bin = 0; bin < BINS; bin++) this.#power[bin] = re[bin]! ** 2 + im[bin]! ** 2;
    this.speech.hear(this.#power);
    if (this.#late) this.#suppress(re, im);
    this.#fourier.inverse(re, im);
    this.#overlap.copyWithin(0, HOP);
    this.#overlap.fill(0, SIZE - HOP);
    // Squared Hann roots half apart sum to one.
    for (let n = 0; n < SIZE; n++) this.#overlap[n] = this.#overlap[n]! + re[n]! * this.#window[n]!;
  }

  #suppress(re: Float64Array, im: Float64Array): void {
    const before = ((this.#row + this.#pastRows - 1) % this.#pastRows) * BINS;
    const late = ((this.#row + 1) % this.#pastRows) * BINS;
    const now = this.#row * BINS;
    for (let bin = 0; bin < BINS; bin++) {
      const smooth = 0.3 * this.#past[before + bin]! + 0.7 * this.#power[bin]!;
      this.#past[now + bin] = smooth;
      const wanted = Math.sqrt(Math.max(0, 1 - (this.#decay * this.#past[late + bin]!) / (smooth + 1e-20)));
      const smoothed = 0.3 * this.#gain[bin]! + 0.7 * Math.max(this.#leastGain, wanted);
      this.#gain[bin] = smoothed;
      re[bin] = re[bin]! * smoothed;
      im[bin] = im[bin]! * smoothed;
      if (bin > 0 && bin < SIZE / 2) {
        re[SIZE - bin] = re[SIZE - bin]! * smoothed;
        im[SIZE - bin] = im[SIZE - bin]! * smoothed;
      }
    }
    this.#row = (this.#row + 1) % this.#pastRows;
  }
}
