import { Biquad } from './Biquad.ts';
import { DelayLine } from './DelayLine.ts';
import type { GainSettings } from './FarFieldGain.ts';
import { FarFieldGain } from './FarFieldGain.ts';
import type { LateReverberation } from './SpectralFront.ts';
import { SpectralFront } from './SpectralFront.ts';
import { SuppressedStage } from './SuppressedStage.ts';
import type { Suppressor } from './Suppressor.ts';
import { TruePeakLimiter } from './TruePeakLimiter.ts';

const SAMPLE_RATE = 48_000;
const BLOCK = 128;
/** Of the suppressors, the one that holds the sound longest: GTCRN, its frame and its delay. */
const LONGEST_STAGE = 768 + 890;
export const HIGH_PASS_HZ = 90;
export const TARGET_LUFS = -24;
/** The archive may reach −1 dBTP, and Opus does not keep peaks: it brought −2 to +0.6 (a voice of equal phases, 64 kbit/s). */
export const CEILING_DB = -5;

export interface ChainTuning {
  readonly late: LateReverberation | undefined;
  readonly before: GainSettings;
  readonly after: GainSettings;
  /** A voice that needs no more gain than the first is near, and keeps this much of its own sound; one that needs the second keeps none. */
  readonly near: { readonly gainDb: number; readonly farGainDb: number; readonly dryShare: number };
}

export const DEFAULT_TUNING: ChainTuning = {
  late: { reverberationS: 0.7, lateAfterS: 0.06, floorDb: -6, share: 0.5 },
  before: { targetLufs: -23, minDb: -24, maxDb: 45, startDb: 12, noiseCeilingLufs: -28, upDbPerS: 12, downDbPerS: 60 },
  after: { targetLufs: -24.5, minDb: -10, maxDb: 12, startDb: 0, noiseCeilingLufs: -34, upDbPerS: 4, downDbPerS: 20 },
  near: { gainDb: 17, farGainDb: 21, dryShare: 0.85 },
};

/** What the chain knows of the sound, for meters and hints. */
export interface ChainLevels {
  /** Largest sample that came in since the last time this was asked, 0 to 1. */
  readonly inputPeak: number;
  readonly inputLufs: number;
  readonly speechLufs: number | undefined;
  readonly floorLufs: number;
  /** Share of the time since the last time this was asked in which somebody spoke, 0 to 1. */
  readonly speechShare: number;
  readonly swingDb: number;
  readonly gainDb: number;
}

/**
 * The sound of a room as a phone should send it, mono 48 kHz: high-pass, suppression of late reverberation, a gain
 * that brings the voice up before anything judges it, a suppressor, a smaller gain for what that took away, and a
 * limiter. Whatever the suppressor, the sound comes out `latency` samples late, so that changing it moves nothing.
 */
export class CaptureChain {
  static readonly latency = SpectralFront.latency + LONGEST_STAGE + TruePeakLimiter.latency;
  readonly #highPass = Biquad.highPass(HIGH_PASS_HZ, SAMPLE_RATE);
  readonly #front: SpectralFront;
  readonly #before: FarFieldGain;
  readonly #stage: SuppressedStage | undefined;
  readonly #near: ChainTuning['near'];
  readonly #after: FarFieldGain;
  readonly #limiter = new TruePeakLimiter(CEILING_DB);
  readonly #evening: DelayLine;
  readonly #block = new Float32Array(BLOCK);
  /** Largest sample that came in. */
  readonly #peak = new Float64Array(1);
  #spoken = 0;
  #heard = 0;

  constructor(suppressor: Suppressor | undefined, tuning: ChainTuning = DEFAULT_TUNING) {
    this.#near = tuning.near;
    this.#front = new SpectralFront(tuning.late);
    this.#before = new FarFieldGain(tuning.before);
    this.#stage = suppressor && new SuppressedStage(suppressor);
    this.#after = new FarFieldGain(tuning.after);
    this.#evening = new DelayLine(LONGEST_STAGE - (this.#stage?.latency ?? 0));
  }

  /** A block of 128 samples, as an audio thread has them; `input` and `output` may be one. */
  process(input: Float32Array, output: Float32Array): void {
    const block = this.#block;
    block.set(input);
    for (let n = 0; n < BLOCK; n++) this.#peak[0] = Math.max(this.#peak[0]!, Math.abs(block[n]!));
    this.#highPass.process(block);
    this.#front.process(block);
    const speech = this.#front.speech.probability;
    if (speech > 0.5) this.#spoken += BLOCK;
    this.#heard += BLOCK;
    this.#before.process(block, speech);
    const { gainDb, farGainDb, dryShare } = this.#near;
    this.#stage?.process(block, dryShare * Math.max(0, Math.min(1, (farGainDb - this.#before.gainDb) / (farGainDb - gainDb))));
    this.#after.process(block, speech);
    this.#limiter.process(block);
    this.#evening.process(block);
    output.set(block);
  }

  takeLevels(): ChainLevels {
    const levels = {
      inputPeak: this.#peak[0]!,
      inputLufs: this.#before.lufs,
      speechLufs: this.#before.speechLufs,
      floorLufs: this.#before.floorLufs,
      speechShare: this.#heard === 0 ? 0 : this.#spoken / this.#heard,
      swingDb: this.#front.speech.swingDb,
      gainDb: this.#before.gainDb + this.#after.gainDb,
    };
    this.#peak[0] = 0;
    this.#spoken = 0;
    this.#heard = 0;
    return levels;
  }
}
