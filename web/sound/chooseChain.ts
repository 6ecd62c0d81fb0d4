import type { SoundReason } from '../../server/visits/sound/contract.ts';
import type { SuppressorName } from './dsp/Suppressor.ts';

/** The share of a core that the sound may take beside camera and encoder, with room for a hot phone that slows down. */
export const MAX_REAL_TIME_FACTOR = 0.3;

export interface ChainChoice {
  readonly suppressor: SuppressorName;
  readonly reason: Extract<SoundReason, 'fits' | 'tooSlow' | 'unsupported' | 'fellBehind'>;
  /** Of what was chosen, where it was measured. */
  readonly realTimeFactor?: number;
  /** Device's clock. */
  readonly measuredAtMs: number;
}

/** The better first, as `web/sound/README.md` found them. */
const BY_MERIT = ['gtcrn', 'rnnoise', 'none'] as const;

/**
 * The best chain that this device can carry. Never rejects.
 * @param measure the real-time factor of a chain on this device; undefined when it can't run here
 */
export async function chooseChain(measure: (name: SuppressorName) => Promise<number | undefined>, nowMs: number): Promise<ChainChoice> {
  let reason: ChainChoice['reason'] = 'fits';
  for (const suppressor of BY_MERIT) {
    const realTimeFactor = await measure(suppressor).catch(() => undefined);
    if (realTimeFactor !== undefined && (realTimeFactor <= MAX_REAL_TIME_FACTOR || suppressor === 'none')) {
      return { suppressor, reason, realTimeFactor, measuredAtMs: nowMs };
    }
    reason = realTimeFactor === undefined ? 'unsupported' : 'tooSlow';
  }
  return { suppressor: 'none', reason: 'unsupported', measuredAtMs: nowMs };
}

/** What to use when this one turns out too slow while live. */
export function cheaperThan(name: SuppressorName): SuppressorName {
  return BY_MERIT[Math.min(BY_MERIT.indexOf(name) + 1, BY_MERIT.length - 1)] ?? 'none';
}
