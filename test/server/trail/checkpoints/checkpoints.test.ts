import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryWitness } from '../../../../server/trail/checkpoints/DirectoryWitness.ts';
import type { TrailEntry } from '../../../../server/trail/contract.ts';
import { GENESIS, hashEntry } from '../../../../server/trail/proof/entry.ts';
import { parseVkey } from '../../../../server/trail/proof/note.ts';
import { continues, openCheckpoint } from '../../../../server/trail/proof/verify.ts';
import type { Trail } from '../../../../server/trail/Trail.ts';
import type { TrailBed } from '../../../support/openTestTrail.ts';
import { openTrailBed, TEST_ORIGIN } from '../../../support/openTestTrail.ts';

/** A log that keeps what it is told. */
function buildLog(): { log: { info(): void; warn(): void; error(fields: object): void }; errors: { err?: { code?: string; message?: string } }[] } {
  const errors: object[] = [];
  return { errors, log: { info() {}, warn() {}, error: (fields) => errors.push(fields) } };
}

const keysOf = async (trail: Trail) => (await trail.keys()).map(({ vkey }) => parseVkey(vkey));

describe('checkpoints', () => {
  let bed: TrailBed;

  beforeEach(async () => {
    bed = await openTrailBed();
  });
  afterEach(() => bed.close());

  const appendMany = (trail: Trail, count: number) => Promise.all(Array.from({ length: count }, (_, i) => trail.append({ act: 'visit.viewed', details: { i } })));

  it('are signed over everything appended before, by the key that the log names', async () => {
    const trail = await bed.open();
    await appendMany(trail, 20);
    const made = await trail.checkpoint();
    const { checkpoint, signedBy } = openCheckpoint(made.note, await keysOf(trail));
    expect(checkpoint).toEqual({ origin: TEST_ORIGIN, size: 21, rootHash: made.rootHash });
    expect(signedBy).toHaveLength(1);
    expect(await trail.checkpoint()).toEqual(made);
  });

  it('each continue the one before, and a proof says so', async () => {
    const trail = await bed.open();
    const first = await trail.checkpoint();
    await appendMany(trail, 300);
    const second = await trail.checkpoint();
    const proof = await trail.consistency(first.size, second.size);
    expect(continues(first.note, second.note, proof, await keysOf(trail))).toBe(true);
    expect(continues(first.note, second.note, { ...proof, hashes: proof.hashes.slice(1) }, await keysOf(trail))).toBe(false);
  });

  it('are made by themselves while there is traffic, and rest when there is none', async () => {
    const trail = await bed.open({ checkpointAfterMs: 50 });
    await appendMany(trail, 3);
    await expect.poll(async () => (await bed.stores.checkpoints.newest())?.size, { timeout: 5_000 }).toBe(4);
    const made = await bed.stores.checkpoints.newest();
    await setTimeout(200);
    expect(await bed.stores.checkpoints.newest()).toEqual(made);
  });

  it('cover the last entry when the server stops', async () => {
    const trail = await bed.open();
    await appendMany(trail, 5);
    await trail.close();
    expect((await bed.stores.checkpoints.newest())?.size).toBe(6);
  });

  it('are signed by a new key once the old one has vouched for it', async () => {
    const trail = await bed.open();
    const before = await trail.checkpoint();
    await trail.rotateKey();
    await appendMany(trail, 2);
    const after = await trail.checkpoint();
    const [oldKey, newKey] = await keysOf(trail);
    if (!oldKey || !newKey) throw new Error('there is no second key');
    expect(openCheckpoint(before.note, [oldKey]).checkpoint.size).toBe(1);
    expect(openCheckpoint(after.note, [newKey]).checkpoint.size).toBe(after.size);
    expect(() => openCheckpoint(after.note, [oldKey])).toThrow();
    const [retired, current] = await trail.keys();
    expect([retired?.retiredSeq, current?.retiredSeq]).toEqual([2, undefined]);
    // Another server learns of it from the log.
    const other = await bed.open();
    await appendMany(other, 1);
    expect(openCheckpoint((await other.checkpoint()).note, [newKey]).signedBy).toHaveLength(1);
  });

  it('get a new key when the old one has signed for its time', async () => {
    let now = 1_000_000;
    const trail = await bed.open({ now: () => now, keyMaxAgeMs: 1_000, checkpointAfterMs: 20 });
    // The key's own entry has its time before the clock moves.
    await trail.checkpoint();
    now += 2_000;
    await appendMany(trail, 1);
    await expect.poll(async () => (await trail.keys()).map(({ retiredSeq }) => retiredSeq !== undefined), { timeout: 20_000 }).toEqual([true, false]);
  });

  it('are not made without the key, while acts go on and the log says why', async () => {
    await (await bed.open()).close();
    await rm(join(bed.dataDir, 'keys'), { recursive: true });
    const { log, errors } = buildLog();
    const trail = await bed.open({ log, checkpointAfterMs: 10 });
    await appendMany(trail, 2);
    await expect(trail.checkpoint()).rejects.toMatchObject({ code: 'trail.keyMissing' });
    await expect.poll(() => errors[0]?.err?.code, { timeout: 5_000 }).toBe('trail.keyMissing');
    await appendMany(trail, 2);
  });
});

describe('a rewritten history', () => {
  let bed: TrailBed;
  let witnessDir: string;

  beforeEach(async () => {
    bed = await openTrailBed();
    witnessDir = join(bed.dataDir, 'witness');
  });
  afterEach(() => bed.close());

  async function witnessed(): Promise<string[]> {
    const days = await readdir(witnessDir);
    const files = await Promise.all(days.map(async (day) => (await readdir(join(witnessDir, day))).map((file) => join(witnessDir, day, file))));
    return files.flat().sort();
  }

  /** What an operator with every key and the whole store can do: entries, tiles and checkpoints anew, all of them valid. */
  async function rewrite(change: (entry: TrailEntry) => TrailEntry): Promise<void> {
    const collection = (name: string) => bed.database.connection.collection<{ _id: number }>(name);
    const entries = await bed.stores.entries.from(0, 10_000);
    await Promise.all(['trail', 'trailTiles', 'trailCheckpoints'].map((name) => collection(name).deleteMany({})));
    let prev = GENESIS;
    const visitHeads = new Map<string, string>();
    const rewritten = entries.map((entry, seq) => {
      const changed = { ...change(entry), seq, prev };
      if (changed.visitId !== undefined) changed.visitPrev = visitHeads.get(changed.visitId) ?? GENESIS;
      const hash = hashEntry(changed);
      if (changed.visitId !== undefined) visitHeads.set(changed.visitId, hash);
      prev = hash;
      return { ...changed, hash };
    });
    await bed.stores.entries.appendDurably(rewritten);
  }

  it('holds by itself, under a valid signature, and is caught by an older checkpoint', async () => {
    const trail = await bed.open({ witnesses: [new DirectoryWitness(witnessDir)] });
    for (let i = 0; i < 300; i++) void trail.append({ act: 'visit.viewed', visitId: 'v', details: { i } });
    await trail.close();
    const older = await readFile((await witnessed()).at(-1) ?? '', 'utf8');

    await rewrite((entry) => (entry.seq === 7 ? { ...entry, act: 'visit.closed' } : entry));

    const { log, errors } = buildLog();
    const after = await bed.open({ log, witnesses: [new DirectoryWitness(witnessDir)] });
    await after.append({ act: 'visit.viewed' });
    const newer = await after.checkpoint();
    expect(await after.verify()).toMatchObject({ ok: true, entries: newer.size });
    const keys = await keysOf(after);
    expect(openCheckpoint(newer.note, keys).signedBy).toHaveLength(1);

    const proof = await after.consistency(openCheckpoint(older, keys).checkpoint.size, newer.size);
    expect(continues(older, newer.note, proof, keys)).toBe(false);
    await after.close();
    expect(errors.map(({ err }) => err?.code)).toContain('trail.rewritten');
    expect((await witnessed()).at(-1)).toMatch(/0301\.txt$/u);
  });

  it('is not signed when the store still has an older checkpoint', async () => {
    const trail = await bed.open();
    for (let i = 0; i < 10; i++) void trail.append({ act: 'visit.viewed', details: { i } });
    await trail.close();
    await bed.database.connection.collection<{ _id: number }>('trail').deleteMany({ _id: { $gte: 8 } });
    const after = await bed.open();
    await expect(after.checkpoint()).rejects.toMatchObject({ code: 'trail.rewritten' });
    expect(await after.verify()).toEqual({ ok: false, seq: 8, reason: 'missing' });
  });

  it('is found by the check of the whole log when an entry was changed in the store', async () => {
    const trail = await bed.open();
    for (let i = 0; i < 10; i++) void trail.append({ act: 'visit.viewed', details: { i } });
    await trail.checkpoint();
    await bed.database.connection.collection<{ _id: number }>('trail').updateOne({ _id: 4 }, { $set: { act: 'visit.closed' } });
    expect(await trail.verify()).toEqual({ ok: false, seq: 4, reason: 'changed' });
  });
});
