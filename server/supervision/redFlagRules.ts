import type { Gap } from '../../recordings/contract.ts';
import type { FlagEvidence, FlagKind } from '../flags/contract.ts';
import type { DeviceReport } from './contract.ts';

/**
 * When a supervisor should look. Every number is an assumption of ours until a district sets its own, and none of
 * them proves anything: a flag starts a look.
 */
export const FLAG_LIMITS = {
  batteryLevel: 0.15,
  storageFreeBytes: 500 * 1024 * 1024,
  clockOffsetMs: 30_000,
  /** From where the visit's first position was, beyond what both positions may be wrong by. */
  outsideM: 300,
  /** Faster than a car in town, between two positions. */
  jumpMPerS: 50,
  gapMs: 5_000,
  shortVisitMs: 10 * 60_000,
  /** A covered camera or a photograph leaves an encoder little to say; a hand-held room leaves it much. */
  staticBitsPerS: 30_000,
  staticForMs: 20_000,
  /** Opus in a quiet room, RTP headers included; speech needs several times as much. */
  silentBitsPerS: 14_000,
  silentForMs: 90_000,
} as const;

export interface Noticed {
  readonly kind: FlagKind;
  readonly evidence: FlagEvidence;
  /** The same thing is flagged once a visit. */
  readonly subject: string;
}

export interface Placed {
  readonly position: NonNullable<DeviceReport['position']>;
  readonly atMs: number;
}

/** What a report shows by itself. */
export function noticedInReport({ battery, storageFreeBytes, clockOffsetMs, position }: DeviceReport): Noticed[] {
  const noticed: Noticed[] = [];
  if (battery && !battery.charging && battery.level < FLAG_LIMITS.batteryLevel) {
    noticed.push({ kind: 'device.lowBattery', subject: 'device', evidence: { level: battery.level } });
  }
  if (storageFreeBytes !== undefined && storageFreeBytes < FLAG_LIMITS.storageFreeBytes) {
    noticed.push({ kind: 'device.lowStorage', subject: 'device', evidence: { storageFreeBytes } });
  }
  if (clockOffsetMs !== undefined && Math.abs(clockOffsetMs) > FLAG_LIMITS.clockOffsetMs) {
    noticed.push({ kind: 'device.clockOffset', subject: 'device', evidence: { clockOffsetMs } });
  }
  if (position?.mock === true) noticed.push({ kind: 'place.mock', subject: 'device', evidence: { mock: true } });
  return noticed;
}

/** Where the home is, by its case, and how far from it still counts as there. */
export interface KnownHome {
  readonly latitude: number;
  readonly longitude: number;
  readonly geofenceMetres: number;
}

/** What a position shows beside the one before it, and the home; where nobody has located that, the visit's first position stands for it. */
export function noticedInPlace(now: Placed, last: Placed | undefined, first: Placed, home?: KnownHome): Noticed[] {
  const noticed: Noticed[] = [];
  const awayM = surelyApartM(now, home ? { atMs: 0, position: { latitude: home.latitude, longitude: home.longitude, accuracyM: 0 } } : first);
  if (awayM > (home?.geofenceMetres ?? FLAG_LIMITS.outsideM)) {
    noticed.push({ kind: 'place.outside', subject: 'place', evidence: { awayM: Math.round(awayM), from: home ? 'home' : 'firstPosition', ...(home && { geofenceM: home.geofenceMetres }) } });
  }
  if (last && now.atMs > last.atMs) {
    const movedM = surelyApartM(now, last);
    const mPerS = movedM / ((now.atMs - last.atMs) / 1000);
    if (mPerS > FLAG_LIMITS.jumpMPerS) {
      noticed.push({ kind: 'place.jump', subject: `jump-${now.atMs}`, evidence: { movedM: Math.round(movedM), mPerS: Math.round(mPerS) } });
    }
  }
  return noticed;
}

export interface EndedVisit {
  readonly startedAtMs: number;
  readonly closedAtMs: number;
  /** Of the visit's form: how many were listed, and how many of them neither entered nor said why not. */
  readonly rooms: { readonly listed: number; readonly skipped: number };
}

/** What a visit shows as a whole. */
export function noticedAtEnd({ startedAtMs, closedAtMs, rooms: { listed, skipped } }: EndedVisit): Noticed[] {
  const lengthMs = closedAtMs - startedAtMs;
  return [
    ...(lengthMs < FLAG_LIMITS.shortVisitMs ? [{ kind: 'visit.short' as const, subject: 'visit', evidence: { lengthMs } }] : []),
    ...(listed === 0 || skipped > 0 ? [{ kind: 'visit.roomsSkipped' as const, subject: 'visit', evidence: { listed, skipped } }] : []),
  ];
}

/** Interruptions that nobody announced. */
export function noticedInGaps(gaps: readonly Gap[], nowMs: number): Noticed[] {
  return gaps
    .filter(({ cause, startMs, endMs }) => cause !== 'privacyPause' && cause !== 'cameraSwitch' && (endMs ?? nowMs) - startMs >= FLAG_LIMITS.gapMs)
    .map(({ id, source, cause, startMs, endMs }) => ({
      kind: 'media.gap', subject: id, evidence: { source, cause, startMs, ...(endMs !== undefined && { durationMs: Math.round(endMs - startMs) }) },
    }));
}

/** Metres between two positions that no error of theirs explains, on a sphere (haversine). */
export function surelyApartM({ position: a }: Placed, { position: b }: Placed): number {
  const toRad = Math.PI / 180;
  const half = (degrees: number): number => Math.sin((degrees * toRad) / 2) ** 2;
  const h = half(b.latitude - a.latitude) + Math.cos(a.latitude * toRad) * Math.cos(b.latitude * toRad) * half(b.longitude - a.longitude);
  return Math.max(0, 2 * 6_371_000 * Math.asin(Math.sqrt(Math.min(1, h))) - a.accuracyM - b.accuracyM);
}

/** How long a stream has been thinner than it should be, from its byte count at each look. */
export class ThinStream {
  readonly #bitsPerS: number;
  readonly #forMs: number;
  #last: { readonly atMs: number; readonly bytes: number } | undefined;
  #thinSinceMs: number | undefined;

  constructor(bitsPerS: number, forMs: number) {
    this.#bitsPerS = bitsPerS;
    this.#forMs = forMs;
  }

  /**
   * @param bytes received so far; undefined while there is no such stream, or it is stopped on purpose
   * @returns since when it has been thin, once that is long enough
   */
  look(bytes: number | undefined, atMs: number): number | undefined {
    const last = this.#last;
    this.#last = bytes === undefined ? undefined : { atMs, bytes };
    // Another track counts anew.
    if (bytes === undefined || !last || bytes < last.bytes || atMs <= last.atMs) {
      this.#thinSinceMs = undefined;
      return undefined;
    }
    const bits = (bytes - last.bytes) * 8;
    const thin = bits > 0 && bits / ((atMs - last.atMs) / 1000) < this.#bitsPerS;
    this.#thinSinceMs = thin ? this.#thinSinceMs ?? last.atMs : undefined;
    return this.#thinSinceMs !== undefined && atMs - this.#thinSinceMs >= this.#forMs ? this.#thinSinceMs : undefined;
  }
}
