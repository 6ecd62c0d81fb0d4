import { Biquad } from './Biquad.ts';

const SAMPLE_RATE = 48_000;
/** Loudness is judged in steps of 100 ms over 400 ms, as BS.1770 has its gating blocks. */
const STEP = SAMPLE_RATE / 10;
const BLOCK = 128;
const BLOCK_STEPS = 4;
const LKFS_OFFSET = -0.691;
/** The floor of the noise is the least step within this many. */
const FLOOR_STEPS = 80;

/** Places of the numbers that change while it runs, in one array. */
const [ENERGY, SPEECH, LUFS, SPEECH_LUFS, TARGET_DB, GAIN_DB, LINEAR, RAMP] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

export interface GainSettings {
  /** Where speech should land, LUFS. */
  readonly targetLufs: number;
  readonly minDb: number;
  readonly maxDb: number;
  readonly startDb: number;
  /** Whatever the voice needs, noise alone is never brought above this, LUFS. */
  readonly noiseCeilingLufs: number;
  /** How fast it goes up, and down, dB a second. */
  readonly upDbPerS: number;
  readonly downDbPerS: number;
}

/**
 * A gain that follows the voice, not the room: it learns only while somebody speaks, so silence and noise never
 * raise it. Loud speech brings it down within tenths of a second, quiet speech up within seconds.
 * Levels are K-weighted (ITU-R BS.1770-5).
 */
export class FarFieldGain {
  readonly #settings: GainSettings;
  readonly #weighting = Biquad.kWeighting();
  readonly #weighted = new Float64Array(BLOCK);
  readonly #steps = new Float64Array(BLOCK_STEPS);
  readonly #floorSteps = new Float64Array(FLOOR_STEPS).fill(Infinity);
  readonly #now: Float64Array;
  #count = 0;
  #stepIndex = 0;
  #heardSpeech = false;

  constructor(settings: GainSettings) {
    this.#settings = settings;
    this.#now = Float64Array.of(0, 0, -120, 0, settings.startDb, settings.startDb, 10 ** (settings.startDb / 20), 0);
  }

  /** The gain applied now, dB. */
  get gainDb(): number {
    return this.#now[GAIN_DB]!;
  }

  /** Loudness of the last 400 ms of what came in. */
  get lufs(): number {
    return this.#now[LUFS]!;
  }

  /** Loudness of the voice as it came in, where one was heard. */
  get speechLufs(): number | undefined {
    return this.#heardSpeech ? this.#now[SPEECH_LUFS]! : undefined;
  }

  /** Loudness of the quietest moments of the last 8 s of what came in. */
  get floorLufs(): number {
    let least = Infinity;
    for (let n = 0; n < FLOOR_STEPS; n++) least = Math.min(least, this.#floorSteps[n]!);
    return least === Infinity ? -120 : loudnessOf(least);
  }

  /** In place. @param block at most 128 samples; @param speech how likely it is that somebody speaks now, 0 to 1 */
  process(block: Float32Array, speech: number): void {
    const now = this.#now;
    const weighted = this.#weighted;
    weighted.set(block);
    this.#weighting[0].process(weighted);
    this.#weighting[1].process(weighted);
    let linear = now[LINEAR]!;
    for (let n = 0; n < block.length; n++) {
      now[ENERGY] = now[ENERGY]! + weighted[n]! ** 2;
      linear += now[RAMP]!;
      block[n] = block[n]! * linear;
    }
    now[LINEAR] = linear;
    now[SPEECH] = now[SPEECH]! + speech * block.length;
    this.#count += block.length;
    if (this.#count >= STEP) this.#step();
  }

  #step(): void {
    const now = this.#now;
    const power = now[ENERGY]! / this.#count + 1e-12;
    const speech = now[SPEECH]! / this.#count;
    now[ENERGY] = 0;
    now[SPEECH] = 0;
    this.#count = 0;
    this.#steps[this.#stepIndex % BLOCK_STEPS] = power;
    this.#floorSteps[this.#stepIndex % FLOOR_STEPS] = power;
    this.#stepIndex++;
    let sum = 0;
    const known = Math.min(this.#stepIndex, BLOCK_STEPS);
    for (let n = 0; n < known; n++) sum += this.#steps[n]!;
    now[LUFS] = loudnessOf(sum / known);
    if (speech > 0.5) this.#learn();
    this.#follow();
  }

  /** Louder speech counts soon, quieter speech only when it lasts: pauses between words are no reason. */
  #learn(): void {
    const now = this.#now;
    const difference = now[LUFS]! - now[SPEECH_LUFS]!;
    now[SPEECH_LUFS] = this.#heardSpeech ? now[SPEECH_LUFS]! + difference * (difference > 0 ? 0.3 : 0.06) : now[LUFS]!;
    this.#heardSpeech = true;
  }

  #follow(): void {
    const now = this.#now;
    const { targetLufs, minDb, maxDb, noiseCeilingLufs, upDbPerS, downDbPerS } = this.#settings;
    if (this.#heardSpeech) {
      const ceilingDb = Math.min(maxDb, Math.max(0, noiseCeilingLufs - this.floorLufs));
      now[TARGET_DB] = Math.max(minDb, Math.min(ceilingDb, targetLufs - now[SPEECH_LUFS]!));
    }
    // Too loud is too loud, whoever makes the noise.
    const bearableDb = targetLufs + 6 - now[LUFS]!;
    const wantedDb = Math.max(minDb, Math.min(now[TARGET_DB]!, bearableDb));
    const most = (wantedDb < now[GAIN_DB]! ? downDbPerS : upDbPerS) / 10;
    now[GAIN_DB] = now[GAIN_DB]! + Math.max(-most, Math.min(most, wantedDb - now[GAIN_DB]!));
    now[RAMP] = (10 ** (now[GAIN_DB] / 20) - now[LINEAR]!) / STEP;
  }
}

function loudnessOf(power: number): number {
  return LKFS_OFFSET + 10 * Math.log10(power);
}
