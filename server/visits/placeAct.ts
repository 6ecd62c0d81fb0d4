import type { VisitAct } from '../rules/contract.ts';
import type { ActRequest } from './contract.ts';
import { phaseOf } from './phases/contract.ts';
import type { StepExtras } from './takeStep.ts';
import type { Visit } from './visit.ts';

/** A phone that was without a network for longer than this is not believed on when it was. */
const OLDEST_MS = 7 * 86_400_000;

/** An act at its place in time. */
export interface PlacedAct {
  readonly act: VisitAct;
  /** Server's clock. */
  readonly atMs: number;
  /** It was done without a network and told later. */
  readonly later: boolean;
  readonly details: NonNullable<StepExtras['details']>;
}

/**
 * When an act was done. One that was told later is placed by the device's clock and that clock's last check, inside what is
 * possible: not before the visit's begin, not in the future. The trail keeps both clocks, the offset, and when it was told.
 */
export function placeAct(visit: Visit, { act, deviceAtMs, sentLater }: ActRequest, nowMs: number): PlacedAct {
  if (!sentLater || deviceAtMs === undefined) return { act, atMs: nowMs, later: false, details: {} };
  const { clockOffsetMs, clockUncertaintyMs } = sentLater;
  const atMs = Math.min(nowMs, Math.max(visit.startedAtMs ?? nowMs - OLDEST_MS, deviceAtMs + clockOffsetMs));
  return {
    // Both came without a network, and neither phone knew of the other: whoever tells it second has joined.
    act: act.act === 'arrive' && phaseOf(visit.state) === 'live' ? { act: 'join', deviceId: act.deviceId } : act,
    atMs,
    later: true,
    details: { sentLater: true, placedAtMs: atMs, clockOffsetMs, ...(clockUncertaintyMs !== undefined && { clockUncertaintyMs: Math.ceil(clockUncertaintyMs) }) },
  };
}
