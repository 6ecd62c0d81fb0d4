import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId } from '../../../server/people/contract.ts';
import type { TrailActor } from '../../../server/trail/Trail.ts';
import type { TrailBed } from '../../support/openTestTrail.ts';
import { openTrailBed } from '../../support/openTestTrail.ts';

const supervisor: TrailActor = { id: 'account-1' as AccountId, name: '王建国', role: 'supervisor', session: 's1' };

describe('the trail', () => {
  let bed: TrailBed;

  beforeEach(async () => {
    bed = await openTrailBed();
  });
  afterEach(() => bed.close());

  it('begins with the key that signs it', async () => {
    const trail = await bed.open();
    const [first] = await bed.stores.entries.from(0, 10);
    expect(first).toMatchObject({ seq: 0, act: 'trail.keyAdded', details: { vkey: (await trail.keys())[0]?.vkey } });
  });

  it('keeps every entry of many at once, in one unbroken chain', async () => {
    const trail = await bed.open();
    const entries = await Promise.all(Array.from({ length: 600 }, (_, i) => trail.append({ act: 'visit.viewed', details: { i } })));
    expect(entries.map(({ seq, details }) => [seq, details['i']])).toEqual(entries.map((_, i) => [i + 1, i]));
    expect(await trail.verify()).toMatchObject({ ok: true, entries: 601, head: entries.at(-1)?.hash });
  });

  it('has neither forks nor holes when two servers append at once, to the same visits', async () => {
    const [one, two] = [await bed.open(), await bed.open()];
    const append = (i: number) => (i % 2 ? one : two).append({ act: 'visit.viewed', visitId: `visit-${i % 7}`, details: { i } });
    const appended: { seq: number }[] = [];
    for (let round = 0; round < 10; round++) appended.push(...(await Promise.all(Array.from({ length: 40 }, (_, i) => append(i)))));
    expect(new Set(appended.map(({ seq }) => seq)).size).toBe(400);
    expect(await two.verify()).toMatchObject({ ok: true, entries: 401 });
    for (let visit = 0; visit < 7; visit++) {
      const entries = await one.ofVisit(`visit-${visit}`);
      expect(entries.map(({ visitPrev }) => visitPrev)).toEqual(['0'.repeat(64), ...entries.slice(0, -1).map(({ hash }) => hash)]);
    }
    const [ofOne, ofTwo] = [await one.checkpoint(), await two.checkpoint()];
    expect(ofOne).toMatchObject({ size: 401, rootHash: ofTwo.rootHash, note: ofTwo.note });
  });

  it('goes on after a restart where it stood', async () => {
    const before = await bed.open();
    const { hash } = await before.append({ act: 'visit.started', visitId: 'v' });
    await before.close();
    const after = await bed.open();
    expect(await after.append({ act: 'visit.closed', visitId: 'v' })).toMatchObject({ seq: 2, prev: hash, visitPrev: hash });
    expect((await after.ofVisit('v')).map(({ act }) => act)).toEqual(['visit.started', 'visit.closed']);
  });

  it('fails the act when it can’t be written', async () => {
    const trail = await bed.open();
    await bed.close();
    await expect(trail.append({ act: 'visit.started' })).rejects.toThrow();
    bed = await openTrailBed();
  });

  it('does not go on under another name', async () => {
    await bed.open();
    await expect(bed.open({ origin: 'other.example/trail' })).rejects.toMatchObject({ code: 'trail.otherOrigin' });
  });

  it('keeps names and words out of the log, shows them, and still holds when they are forgotten', async () => {
    const trail = await bed.open();
    await trail.append({ act: 'recording.gapExplained', actor: supervisor, visitId: 'v', details: { gapId: 'g1', note: '电话 来了' }, personal: { explanation: '手机没电' } });
    const [entry] = await trail.ofVisit('v');
    expect(JSON.stringify(entry)).not.toMatch(/王建国|手机|电话/u);
    expect(entry).toMatchObject({ actor: { id: 'account-1', role: 'supervisor', session: 's1' }, details: { gapId: 'g1' } });
    const shown = async () => {
      const [disclosed] = await trail.disclose(await trail.ofVisit('v'));
      return Object.fromEntries(disclosed?.disclosures.map(({ name, text }) => [name, text]) ?? []);
    };
    expect(await shown()).toEqual({ actorName: '王建国', explanation: '手机没电', note: '电话 来了' });

    await trail.forgetTexts({ visitId: 'v' }, supervisor);
    expect(await shown()).toEqual({ actorName: '王建国' });
    await trail.forgetTexts({ accountId: 'account-1' }, supervisor);
    expect((await trail.ofVisit('v')).map(({ act }) => act)).toEqual(['recording.gapExplained', 'trail.textsForgotten']);
    expect(await trail.verify()).toMatchObject({ ok: true });
  });

  it('shows no text that was changed beside it', async () => {
    const trail = await bed.open();
    await trail.append({ act: 'recording.gapExplained', visitId: 'v', personal: { explanation: '手机没电' } });
    await bed.database.connection.collection('trailTexts').updateOne({ name: 'explanation' }, { $set: { text: '别的理由' } });
    expect((await trail.disclose(await trail.ofVisit('v')))[0]?.disclosures).toEqual([]);
  });

  it('gives an auditor pages by person, visit, act and time, newest first', async () => {
    let now = 1_000;
    const trail = await bed.open({ now: () => now });
    for (let i = 0; i < 9; i++) {
      now = 2_000 + i;
      await trail.append({ act: i % 3 ? 'visit.viewed' : 'evidence.viewed', visitId: `v${i % 2}`, actor: { ...supervisor, id: `a${i % 3}` as AccountId }, details: { i } });
    }
    const pick = async (filter: object) => (await trail.page({ limit: 50, ...filter })).entries.map(({ entry }) => entry.details['i']);
    expect(await pick({ visitId: 'v1' })).toEqual([7, 5, 3, 1]);
    expect(await pick({ actorId: 'a0' })).toEqual([6, 3, 0]);
    expect(await pick({ act: 'evidence.viewed', visitId: 'v0' })).toEqual([6, 0]);
    expect(await pick({ fromMs: 2_003, toMs: 2_006 })).toEqual([5, 4, 3]);
    const first = await trail.page({ limit: 2, visitId: 'v1' });
    expect(first.entries.map(({ entry }) => entry.details['i'])).toEqual([7, 5]);
    const second = await trail.page({ limit: 2, visitId: 'v1', before: first.next });
    expect(second.entries.map(({ entry }) => entry.details['i'])).toEqual([3, 1]);
    expect(second.next).toBeUndefined();
  });
});
