import type { FlagEvidence, FlagKind } from '../flags/contract.ts';
import type { ExifClaims } from './contract.ts';
import type { Evidence } from './evidence.ts';

/** What a file or a device says that does not fit the rest; a look for a person, nothing more. */
export interface Mismatch {
  readonly kind: FlagKind;
  readonly evidence: FlagEvidence;
}

/** Camera and browser read the same clock; this much apart the picture is another one. */
const TIME_TOLERANCE_MS = 10 * 60_000;
/** Clocks differ a little; a moment further ahead than this has not happened yet. */
const FUTURE_TOLERANCE_MS = 5 * 60_000;
/** A position in a picture may be the camera's last fix. */
const PLACE_TOLERANCE_M = 500;
/** China has one zone; a camera that wrote none is taken to have used it. */
const DEFAULT_UTC_OFFSET_MIN = 480;
const EARTH_RADIUS_M = 6_371_000;

/** Compares an item's claims with each other, with its EXIF, and with the server's clock. */
export function compareClaims(item: Evidence, exif: ExifClaims | undefined): Mismatch[] {
  const found: Mismatch[] = [];
  if (item.takenAtMs - item.receivedAtMs > FUTURE_TOLERANCE_MS) {
    found.push({ kind: 'evidence.claimedFuture', evidence: { takenAtMs: item.takenAtMs, receivedAtMs: item.receivedAtMs } });
  }
  if (exif?.takenAtLocal !== undefined) found.push(...compareTime(item, exif.takenAtLocal, exif.utcOffsetMin));
  if (exif?.latitude !== undefined && exif.longitude !== undefined && item.position) {
    const apartM = Math.round(metresBetween(item.position, { latitude: exif.latitude, longitude: exif.longitude }));
    if (apartM > PLACE_TOLERANCE_M + item.position.accuracyM) {
      found.push({ kind: 'evidence.exifPlace', evidence: { apartM, accuracyM: Math.round(item.position.accuracyM) } });
    }
  }
  return found;
}

function compareTime(item: Evidence, takenAtLocal: string, writtenOffsetMin: number | undefined): Mismatch[] {
  const offsetMin = writtenOffsetMin ?? item.utcOffsetMin ?? DEFAULT_UTC_OFFSET_MIN;
  const exifAtMs = Date.parse(`${takenAtLocal}Z`) - offsetMin * 60_000;
  const evidence = { exifAtMs, takenAtDeviceMs: item.takenAtDeviceMs, apartMs: exifAtMs - item.takenAtDeviceMs };
  if (exifAtMs - item.receivedAtMs > FUTURE_TOLERANCE_MS && exifAtMs - item.takenAtDeviceMs > FUTURE_TOLERANCE_MS) {
    return [{ kind: 'evidence.exifFuture', evidence }];
  }
  return Math.abs(evidence.apartMs) > TIME_TOLERANCE_MS ? [{ kind: 'evidence.exifTime', evidence }] : [];
}

/** Along a great circle (haversine). */
function metresBetween(a: { latitude: number; longitude: number }, b: { latitude: number; longitude: number }): number {
  const rad = (degrees: number): number => (degrees * Math.PI) / 180;
  const h = Math.sin(rad(b.latitude - a.latitude) / 2) ** 2
    + Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * Math.sin(rad(b.longitude - a.longitude) / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(h));
}
