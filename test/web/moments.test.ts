import { describe, expect, it } from 'vitest';
import type { EvidenceView } from '../../server/evidence/contract.ts';
import type { Answer } from '../../server/forms/contract.ts';
import type { ItemView } from '../../server/supervision/contract.ts';
import type { Disclosure, TrailEntry } from '../../server/trail/contract.ts';
import { formAt, momentsOf, placesOf, presenceOf } from '../../web/replay/moments.ts';
import { plotPlaces } from '../../web/replay/placePlot.ts';

const START = 1_000_000;

function entry(seq: number, act: TrailEntry['act'], atMs: number, more: { actorId?: string; details?: TrailEntry['details']; disclosures?: readonly Disclosure[] } = {}) {
  return {
    entry: {
      seq, act, atMs, details: more.details ?? {}, prev: '', hash: '', ...(more.actorId !== undefined && { actor: { id: more.actorId as never, role: 'investigator' as const } }),
    } satisfies TrailEntry,
    who: '', disclosures: more.disclosures ?? [],
  };
}

const answer = (itemId: string, revision: number, atMs: number, value: Answer['value']): Answer => ({
  itemId, revision, value, source: 'stated', by: 'li' as never, deviceId: 'd', deviceAtMs: atMs, atMs, basedOn: revision - 1, evidenceIds: [],
});

describe('the moments of a visit', () => {
  it('come from every record in the order of the one clock, each under its kind', () => {
    const moments = momentsOf({
      replay: { startMs: START },
      trail: [entry(1, 'visit.started', START + 1), entry(2, 'visit.viewed', START + 2), entry(3, 'watch.joined', START + 3)],
      gaps: [{ id: 'g' as never, source: 'camera', kind: 'video', startMs: START + 9, endMs: START + 20, cause: 'network', detectedBy: 'timeout' }],
      answers: [answer('living.food', 1, START + 4, 'plain'), answer('rooms.r1.outcome', 1, START + 5, 'refused')],
      evidence: [{ id: 'p', recordingMs: 6, takenAtMs: 1 }, { id: 'early', takenAtMs: START - 50 }] as unknown as EvidenceView[],
      items: [{ id: 'b', kind: 'bookmark', atMs: START + 7 }, { id: 't', kind: 'talk', atMs: START + 8, endedAtMs: START + 30 }] as unknown as ItemView[],
      flags: [{ id: 'f', kind: 'media.silence', atMs: START + 10 }] as never,
    });
    expect(moments.map(({ category }) => category)).toEqual(['photo', 'step', 'people', 'question', 'room', 'photo', 'bookmark', 'prompt', 'gap', 'flag']);
    expect(moments[0]?.atMs).toBe(START - 50);
    expect(moments.find(({ id }) => id === 'item-t')?.endMs).toBe(START + 30);
  });

  it('give the form as it stood: the last answer until then, and none that was given later', () => {
    const answers = [answer('living.heating', 1, 10, 'coal'), answer('living.heating', 2, 20, 'central'), answer('living.food', 1, 30, 'plain')];
    expect([...formAt(answers, 19).values()].map(({ value }) => value)).toEqual(['coal']);
    expect([...formAt(answers, 25).values()].map(({ value }) => value)).toEqual(['central']);
    expect(formAt(answers, Infinity).size).toBe(2);
  });
});

describe('presence', () => {
  it('is from arriving or joining to leaving, by whoever noticed it, and ends with the visit', () => {
    const spans = presenceOf([
      entry(1, 'visit.arrived', 10, { actorId: 'li' }), entry(2, 'visit.joined', 20, { actorId: 'ba' }),
      entry(3, 'visit.left', 50, { details: { accountId: 'ba', sinceMs: 45 } }), entry(4, 'visit.joined', 60, { actorId: 'ba' }), entry(5, 'visit.closed', 90),
    ], 100);
    expect(spans).toEqual([
      { accountId: 'ba', startMs: 20, endMs: 45 }, { accountId: 'li', startMs: 10, endMs: 90 }, { accountId: 'ba', startMs: 60, endMs: 90 },
    ]);
  });

  it('of a visit that goes on lasts until now', () => {
    expect(presenceOf([entry(1, 'visit.arrived', 10, { actorId: 'li' })], 100)).toEqual([{ accountId: 'li', startMs: 10, endMs: 100 }]);
  });
});

describe('the map', () => {
  it('knows only places that were told to this viewer', () => {
    const position = { name: 'position', salt: 's', text: '40.85,111.66,9' };
    expect(placesOf([entry(1, 'device.reported', 5, { disclosures: [position] }), entry(2, 'device.reported', 6)])).toEqual([{ atMs: 5, latitude: 40.85, longitude: 111.66, accuracyM: 9 }]);
  });

  it('is drawn to scale with north above, and does not magnify standing still', () => {
    const north = plotPlaces([{ latitude: 40, longitude: 111 }, { latitude: 40.001, longitude: 111 }], 320, 20);
    expect(north.points[1]!.y).toBeLessThan(north.points[0]!.y);
    expect((north.points[0]!.y - north.points[1]!.y) * north.metresPerUnit).toBeCloseTo(111.32, 1);
    const still = plotPlaces([{ latitude: 40, longitude: 111 }, { latitude: 40.000_01, longitude: 111 }], 320, 20);
    expect(still.points[0]!.y - still.points[1]!.y).toBeLessThan(15);
  });
});
