import { expect, it } from 'vitest';
import type { Gap } from '../../../recordings/contract.ts';
import type { VisitForm } from '../../../server/forms/contract.ts';
import { roomsOf } from '../../../server/forms/roomsOf.ts';
import { noticedAtEnd, noticedInGaps, noticedInPlace, noticedInReport, ThinStream } from '../../../server/supervision/redFlagRules.ts';
import type { Placed } from '../../../server/supervision/redFlagRules.ts';

const REPORT = { atDeviceMs: 0, earpiece: false, hidden: false };
const kindsOf = (noticed: readonly { kind: string }[]) => noticed.map(({ kind }) => kind);
const at = (latitude: number, atMs: number, accuracyM = 10): Placed => ({ atMs, position: { latitude, longitude: 111.67, accuracyM } });

it('sees a battery, a storage and a clock that will not do, and a position that is made up', () => {
  expect(noticedInReport({ ...REPORT, battery: { level: 0.5, charging: false }, storageFreeBytes: 2 ** 34, clockOffsetMs: 900 })).toEqual([]);
  expect(noticedInReport({ ...REPORT, battery: { level: 0.1, charging: true } })).toEqual([]);
  expect(kindsOf(noticedInReport({
    ...REPORT, battery: { level: 0.1, charging: false }, storageFreeBytes: 1_000, clockOffsetMs: -60_000, position: { latitude: 0, longitude: 0, accuracyM: 5, mock: true },
  }))).toEqual(['device.lowBattery', 'device.lowStorage', 'device.clockOffset', 'place.mock']);
});

it('sees a device far from where the visit began, but not one that is only badly located', () => {
  const first = at(40.84, 0);
  // A hundredth of a degree of latitude is 1.11 km.
  expect(kindsOf(noticedInPlace(at(40.85, 600_000), at(40.849, 595_000), first))).toEqual(['place.outside', 'place.jump'].slice(0, 1));
  expect(noticedInPlace(at(40.85, 600_000, 1_000), undefined, first)).toEqual([]);
  expect(noticedInPlace(at(40.841, 600_000), at(40.84, 595_000), first)).toEqual([]);
});

it('measures from the home where the case knows it, and lets its own fence count', () => {
  const home = { latitude: 40.85, longitude: 111.67, geofenceMetres: 200 };
  expect(noticedInPlace(at(40.8505, 0), undefined, at(40.8505, 0), home)).toEqual([]);
  // A visit that begins elsewhere is outside from its first position on.
  const [elsewhere] = noticedInPlace(at(40.84, 0), undefined, at(40.84, 0), home);
  expect(elsewhere).toMatchObject({ kind: 'place.outside', evidence: { from: 'home', geofenceM: 200 } });
  expect(noticedInPlace(at(40.84, 0), undefined, at(40.84, 0), { ...home, geofenceMetres: 2_000 })).toEqual([]);
});

it('sees a jump that nobody travels', () => {
  expect(kindsOf(noticedInPlace(at(40.85, 5_000), at(40.84, 0), at(40.84, 0)))).toContain('place.jump');
});

it('sees an interruption that nobody announced, once it lasts', () => {
  const gap = { id: 'g1', source: 'camera', kind: 'video', startMs: 0, cause: 'network', detectedBy: 'timeout' } as Gap;
  expect(noticedInGaps([gap], 4_000)).toEqual([]);
  expect(kindsOf(noticedInGaps([gap, { ...gap, cause: 'privacyPause' }], 6_000))).toEqual(['media.gap']);
});

it('sees a stream that stays thin, not one that is away, paused or begins anew', () => {
  const thin = new ThinStream(30_000, 20_000);
  const looks = (bytesASecond: number, fromS: number, toS: number, start: number): (number | undefined)[] =>
    Array.from({ length: (toS - fromS) / 5 }, (_, index) => thin.look(start + index * 5 * bytesASecond, (fromS + index * 5) * 1000));
  expect(looks(200_000, 0, 60, 0).every((since) => since === undefined)).toBe(true);
  expect(thin.look(undefined, 60_000)).toBeUndefined();
  expect(looks(500, 65, 105, 0).at(-1)).toBe(65_000);
  expect(thin.look(0, 110_000)).toBeUndefined();
});

it('sees a visit that was too short, and rooms that were skipped without a word', () => {
  const ended = { startedAtMs: 0, closedAtMs: 3_600_000, rooms: { listed: 3, skipped: 0 } };
  expect(noticedAtEnd(ended)).toEqual([]);
  expect(kindsOf(noticedAtEnd({ ...ended, closedAtMs: 300_000 }))).toEqual(['visit.short']);
  expect(noticedAtEnd({ ...ended, rooms: { listed: 3, skipped: 1 } })).toMatchObject([{ kind: 'visit.roomsSkipped', evidence: { listed: 3, skipped: 1 } }]);
  expect(kindsOf(noticedAtEnd({ ...ended, rooms: { listed: 0, skipped: 0 } }))).toEqual(['visit.roomsSkipped']);
});

it('reads from the form which rooms were entered, and which had their reason', () => {
  const said = [['rooms.a.outcome', 'entered'], ['rooms.b.outcome', 'refused'], ['rooms.b.note', '老人在休息'], ['rooms.c.outcome', 'locked']] as const;
  const lines = Object.fromEntries(said.map(([itemId, value], atMs) => [itemId, { itemId, value, atMs, against: [] }]));
  const form = { lines, registered: [] } as unknown as VisitForm;
  expect(roomsOf(form)).toEqual({ listed: 3, skipped: 1 });
});
