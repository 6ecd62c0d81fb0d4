import type { SoundMetric, SoundState } from '../../server/visits/sound/contract.ts';

/** A whisper across a room is at the left end of a meter, a shout beside the phone at the right. */
const QUIETEST_LUFS = -70;
const LOUDEST_LUFS = -15;

/** Where a meter stands, 0 to 1. */
export function meterValue({ levelLufs }: Pick<SoundMetric, 'levelLufs'>): number {
  return Math.max(0, Math.min(1, (levelLufs - QUIETEST_LUFS) / (LOUDEST_LUFS - QUIETEST_LUFS)));
}

/** How a state is shown: nothing wrong, worth a look, act now. */
export function toneOf(state: SoundState): 'good' | 'warn' | 'danger' {
  if (state === 'dead') return 'danger';
  return state === 'tooFar' || state === 'tooNoisy' ? 'warn' : 'good';
}
