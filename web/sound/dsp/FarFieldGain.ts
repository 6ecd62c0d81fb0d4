import { Biquad } from './Biquad.ts';

const SAMPLE_RATE = 48_000;
/** Loudness is judged in steps of 100 ms over 400 ms, as BS.1770 has its gating blocks. */
const STEP = SAMPLE_RATE / 10;
const BLOCK_STEPS = 4;
const LKFS_OFFSET = -0.691;
/** The floor of the noise is the least step within this many. */
const FLOOR_STEPS = 80;

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
  readonly #steps = new Float64Array(BLOCK_STEPS);
  readonly #floorSteps = new Float64Array(FLOOR_STEPS).fill(Infinity);
  #energy = 0;
  #speech = 0;
  #count = 0;
  #stepIndex = 0;
  #speechLufs: number | undefined;
  #lufs = -120;
  #targetDb: number;
  #gainDb: number;
  #linear: number;
  #ramp = 0;

  constructor(settings: GainSettings) {
    this.#settings = settings;
    this.#targetDb = settings.startDb;
    this.#gainDb = settings.startDb;
    this.#linear = 10 ** (settings.startDb / 20);
  }

  /** The gain applied now, dB. */
  get gainDb(): number {
    return this.#gainDb;
  }

  /** Loudness of the last 400 ms of what came in. */
  get lufs(): number {
    return this.#lufs;
  }

  /** Loudness of the voice as it came in, where one was heard. */
  get speechLufs(): number | undefined {
    return this.#speechLufs;
  }

  /** Loudness of the quietest moments of the last 8 s of what came in. */
  get floorLufs(): number {
    let least = Infinity;
    for (let n = 0; n < FLOOR_STEPS; n++) least = Math.min(least, this.#floorSteps[n]!);
    return least === Infinity ? -120 : loudnessOf(least);
  }

  /** @param speech how likely it is that somebody speaks now, 0 to 1 */
  push(sample: number, speech: number): number {
    const weighted = this.#weighting[1].filter(this.#weighting[0].filter(sample));
    this.#energy += weighted * weighted;
    this.#speech += speech;
    this.#count++;
    if (this.#count === STEP) this.#step();
    this.#linear += this.#ramp;
    return sample * this.#linear;
  }

  #step(): void {
    const power = this.#energy / STEP + 1e-12;
    const speech = this.#speech / STEP;
    this.#energy = 0;
    this.#speech = 0;
    this.#count = 0;
    this.#steps[this.#stepIndex % BLOCK_STEPS] = power;
    this.#floorSteps[this.#stepIndex % FLOOR_STEPS] = power;
    this.#stepIndex++;
    let sum = 0;
    const known = Math.min(this.#stepIndex, BLOCK_STEPS);
    for (let n = 0; n < known; n++) sum += this.#steps[n]!;
    this.#lufs = loudnessOf(sum / known);
    if (speech > 0.5) this.#learn(this.#lufs);
    this.#follow();
  }

  /** Louder speech counts soon, quieter speech only when it lasts: pauses between words are no reason. */
  #learn(lufs: number): void {
    const speechLufs = this.#speechLufs;
    if (speechLufs === undefined) this.#speechLufs = lufs;
    else this.#speechLufs = speechLufs + (lufs - speechLufs) * (lufs > speechLufs ? 0.3 : 0.06);
  }

  #follow(): void {
    const { targetLufs, minDb, maxDb, noiseCeilingLufs, upDbPerS, downDbPerS } = this.#settings;
    if (this.#speechLufs !== undefined) {
      const ceilingDb = Math.min(maxDb, Math.max(0, noiseCeilingLufs - this.floorLufs));
      this.#targetDb = Math.max(minDb, Math.min(ceilingDb, targetLufs - this.#speechLufs));
    }
    // Too loud is too loud, whoever makes the noise.
    const bearableDb = targetLufs + 6 - this.#lufs;
    const wantedDb = Math.max(minDb, Math.min(this.#targetDb, bearableDb));
    const most = (wantedDb < this.#gainDb ? downDbPerS : upDbPerS) / 10;
    this.#gainDb += Math.max(-most, Math.min(most, wantedDb - this.#gainDb));
    this.#ramp = (10 ** (this.#gainDb / 20) - this.#linear) / STEP;
  }
}

function loudnessOf(power: number): number {
  return LKFS_OFFSET + 10 * Math.log10(power);
}
