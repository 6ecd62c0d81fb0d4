import type { DeviceCheck } from '../../../server/rules/contract.ts';
import type { VisitDetail } from '../../../server/visits/contract.ts';
import { MIB_PER_MINUTE } from '../../device/mediaPiece.ts';
import { LOOKED_AT } from './useDeviceCheck.ts';
import type { LookedAt } from './useDeviceCheck.ts';

export const ITEMS = [...LOOKED_AT, 'partner'] as const;
export type Item = (typeof ITEMS)[number];

/** Here, on the way, or not even that. */
export function partnerVerdict({ presence, acceptedBy }: Pick<VisitDetail, 'presence' | 'acceptedBy'>, partnerId: string): 'good' | 'poor' | 'bad' {
  if (presence.present.some(({ accountId }) => accountId === partnerId)) return 'good';
  return acceptedBy.includes(partnerId) ? 'poor' : 'bad';
}

/** What is to be looked at before this phone goes along; the partner comes in their own time. */
export function toLookAt(found: DeviceCheck): number {
  return LOOKED_AT.filter((item) => found[item] === 'poor' || found[item] === 'bad').length;
}

/** The sentence for what was measured, where something was. */
export function sayFound(item: Item, found: DeviceCheck): { readonly key: `${LookedAt}.found`; readonly values: Readonly<Record<string, string | number>> } | undefined {
  const { pictureHeight, peakDb, freeMiB, batteryPct, upKbps, downKbps, roundTripMs, clockOffsetMs, positionAccuracyM } = found;
  const megabits = (kbps: number): number => Math.round(kbps / 100) / 10;
  switch (item) {
    case 'camera': return pictureHeight === undefined ? undefined : { key: 'camera.found', values: { pictureHeight } };
    case 'microphone': return peakDb === undefined ? undefined : { key: 'microphone.found', values: { peakDb } };
    case 'storage': return freeMiB === undefined ? undefined : { key: 'storage.found', values: { minutes: Math.floor(freeMiB / MIB_PER_MINUTE) } };
    case 'battery': return batteryPct === undefined ? undefined : { key: 'battery.found', values: { batteryPct } };
    case 'network': return upKbps === undefined || downKbps === undefined || roundTripMs === undefined
      ? undefined
      : { key: 'network.found', values: { up: megabits(upKbps), down: megabits(downKbps), roundTripMs } };
    case 'clock': return clockOffsetMs === undefined ? undefined : { key: 'clock.found', values: { seconds: Math.round(Math.abs(clockOffsetMs) / 100) / 10 } };
    case 'position': return positionAccuracyM === undefined ? undefined : { key: 'position.found', values: { positionAccuracyM } };
    case 'partner': return undefined;
  }
}
