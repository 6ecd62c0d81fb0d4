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
export const HIGH_PASS_HZ = 90;
export const TARGET_LUFS = -24;
/** A decibel below what the archive may reach, because Opus does not keep peaks exactly. */
export const CEILING_DB = -2;

export interface ChainTuning {
  readonly late: LateReverberation | undefined;
  readonly before: GainSettings;
  readonly after: GainSettings;
  readonly dryShare: number;
}

export const DEFAULT_TUNING: ChainTuning = {
  late: { reverberationS: 0.5, lateAfterS: 0.05, floorDb: -12, share: 1 },
  before: { targetLufs: -22, minDb: -24, maxDb: 45, startDb: 12, noiseCeilingLufs: -28, upDbPerS: 12, downDbPerS: 60 },
  after: { targetLufs: -22, minDb: -10, maxDb: 12, startDb: 0, noiseCeilingLufs: -34, upDbPerS: 4, downDbPerS: 20 },
  dryShare: 0,
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
  static readonly latency = SpectralFront.latency + 768 + 890 + TruePeakLimiter.latency;
  readonly #highPass = Biquad.highPass(HIGH_PASS_HZ, SAMPLE_RATE);
  readonly #front: SpectralFront;
  readonly #before: FarFieldGain;
  readonly #stage: SuppressedStage | undefined;
  readonly #after: FarFieldGain;
  readonly #limiter = new TruePeakLimiter(CEILING_DB);
  readonly #evening: DelayLine;
  #inputPeak = 0;
  #spoken = 0;
  #heard = 0;

  constructor(suppressor: Suppressor | undefined, tuning: ChainTuning = DEFAULT_TUNING) {
    this.#front = new SpectralFront(tuning.late);
    this.#before = new FarFieldGain(tuning.before);
    this.#stage = suppressor && new SuppressedStage(suppressor, tuning.dryShare);
    this.#after = new FarFieldGain(tuning.after);
    this.#evening = new DelayLine(768 + 890 - (this.#stage?.latency ?? 0));
  }

  /** Any number of samples, the same number out; `input` and `output` may be one. */
  process(input: Float32Array, output: Float32Array): void {
    const front = this.#front;
    for (let n = 0; n < input.length; n++) {
      const sample = input[n]!;
      const size = sample < 0 ? -sample : sample;
      if (size > this.#inputPeak) this.#inputPeak = size;
      const clean = front.push(this.#highPass.filter(sample));
      const speech = front.speech.probability;
      if (speech > 0.5) this.#spoken++;
      const raised = this.#before.push(clean, speech);
      const suppressed = this.#stage === undefined ? raised : this.#stage.push(raised);
      output[n] = this.#evening.push(this.#limiter.push(this.#after.push(suppressed, speech)));
    }
    this.#heard += input.length;
  }

  takeLevels(): ChainLevels {
    const levels = {
      inputPeak: this.#inputPeak,
      inputLufs: this.#before.lufs,
      speechLufs: this.#before.speechLufs,
      floorLufs: this.#before.floorLufs,
      speechShare: this.#heard === 0 ? 0 : this.#spoken / this.#heard,
      swingDb: this.#front.speech.swingDb,
      gainDb: this.#before.gainDb + this.#after.gainDb,
    };
    this.#inputPeak = 0;
    this.#spoken = 0;
    this.#heard = 0;
    return levels;
  }
}
