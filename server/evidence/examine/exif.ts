import exifr from 'exifr';
import type { ExifClaims } from '../contract.ts';

interface Tags {
  readonly DateTimeOriginal?: unknown;
  readonly CreateDate?: unknown;
  readonly OffsetTimeOriginal?: unknown;
  readonly Make?: unknown;
  readonly Model?: unknown;
  readonly latitude?: unknown;
  readonly longitude?: unknown;
}

/** What a picture says of itself (Exif 2.32, sections 4.6.4 to 4.6.6). The original keeps all of it; undefined when it says nothing that can be read. */
export async function readExif(path: string): Promise<ExifClaims | undefined> {
  const tags = (await exifr.parse(path, {
    tiff: true, exif: true, gps: true, xmp: false, icc: false, iptc: false, jfif: false, ihdr: false,
    reviveValues: false,
  }).catch(() => undefined)) as Tags | undefined;
  if (!tags) return undefined;
  const takenAtLocal = localTime(tags.DateTimeOriginal ?? tags.CreateDate);
  const utcOffsetMin = offset(tags.OffsetTimeOriginal);
  const camera = [tags.Make, tags.Model].filter((part): part is string => typeof part === 'string').map((part) => part.trim()).join(' ').slice(0, 100);
  const found: ExifClaims = {
    ...(takenAtLocal !== undefined && { takenAtLocal }),
    ...(utcOffsetMin !== undefined && { utcOffsetMin }),
    ...(isWithin(tags.latitude, 90) && isWithin(tags.longitude, 180) && { latitude: tags.latitude, longitude: tags.longitude }),
    ...(camera !== '' && { camera }),
  };
  return Object.keys(found).length > 0 ? found : undefined;
}

/** `2026:11:24 14:05:09` → `2026-11-24T14:05:09` */
function localTime(value: unknown): string | undefined {
  const [, year, month, day, time] = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/u.exec(typeof value === 'string' ? value : '') ?? [];
  if (year === undefined) return undefined;
  const local = `${year}-${month}-${day}T${time}`;
  return Number.isNaN(Date.parse(`${local}Z`)) ? undefined : local;
}

/** `+08:00` → 480 */
function offset(value: unknown): number | undefined {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)/u.exec(typeof value === 'string' ? value : '') ?? [];
  return sign === undefined ? undefined : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function isWithin(value: unknown, limit: number): value is number {
  return typeof value === 'number' && Math.abs(value) <= limit;
}
