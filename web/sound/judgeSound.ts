import type { SoundMetric, SoundState } from '../../server/visits/sound/contract.ts';
import type { ChainLevels } from './dsp/CaptureChain.ts';

/** No microphone is as silent as this: −100 dB of full scale is below the last bit of sixteen. */
const DEAD_PEAK = 1e-5;
/** Below this ratio of voice to room the words begin to drown; ESTOI falls under what the recogniser can use (README). */
const NOISY_SNR_DB = 7;
/** A voice that needs more than this and whose syllables the room has smeared is too far away. */
const FAR_GAIN_DB = 21;
const FAR_SNR_DB = 14;
/** A room that is louder than this is noisy; a quieter one only makes a far voice hard to tell from it. */
const NOISY_FLOOR_LUFS = -58;

/**
 * One figure of how the room sounds, from the levels of the last quarter of a second. Loudness alone says nothing: a
 * television is loud, and a voice across a silent room is quiet and clear.
 * @param speechShare of the last second, 0 to 1; @param silentMs how long the microphone has given nothing at all
 */
export function judgeSound(levels: ChainLevels, speechShare: number, silentMs: number): SoundMetric {
  const snrDb = levels.speechLufs === undefined ? undefined : Math.max(-40, Math.min(120, levels.speechLufs - levels.floorLufs));
  return {
    state: stateOf(levels, snrDb, speechShare, silentMs),
    levelLufs: clamp(levels.inputLufs, -120, 20),
    ...(snrDb !== undefined && { snrDb }),
    speechShare: clamp(speechShare, 0, 1),
    gainDb: clamp(levels.gainDb, -60, 80),
  };
}

/** The microphone gave nothing, not even its own hiss. */
export function isDead(levels: ChainLevels): boolean {
  return levels.inputPeak < DEAD_PEAK;
}

/** Two seconds is when a person must know. */
const DEAD_MS = 1250;

function stateOf(levels: ChainLevels, snrDb: number | undefined, speechShare: number, silentMs: number): SoundState {
  if (silentMs >= DEAD_MS) return 'dead';
  if (snrDb === undefined || speechShare < 0.15) return 'silent';
  if (snrDb < NOISY_SNR_DB && levels.floorLufs > NOISY_FLOOR_LUFS) return 'tooNoisy';
  if (levels.gainDb > FAR_GAIN_DB && snrDb < FAR_SNR_DB) return 'tooFar';
  return 'good';
}

function clamp(value: number, least: number, most: number): number {
  return Number.isFinite(value) ? Math.max(least, Math.min(most, value)) : least;
}
