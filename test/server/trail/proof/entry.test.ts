import { describe, expect, it } from 'vitest';
import type { TrailEntry } from '../../../../server/trail/contract.ts';
import { leafOf } from '../../../../server/trail/proof/entry.ts';
import { chain, GENESIS, hashEntry } from '../../../../server/trail/proof/entry.ts';
import { toBase64 } from '../../../../server/trail/proof/encoding.ts';
import { rootOf } from '../../../../server/trail/proof/merkle.ts';
import { RootBuilder } from '../../../../server/trail/proof/RootBuilder.ts';
import { verifyLog } from '../../../../server/trail/proof/verifyLog.ts';

function buildLog(length: number): TrailEntry[] {
  const entries: TrailEntry[] = [];
  for (let i = 0; i < length; i++) {
    const head = entries.at(-1);
    entries.push(chain({ head, visitHead: head?.hash }, { act: 'visit.viewed', atMs: 1_000 + i, visitId: 'v', details: { i } }).entry);
  }
  return entries;
}

describe('an entry of the trail', () => {
  it('begins at the genesis and names the one before it, of the log and of its visit', () => {
    const [first, second] = buildLog(2);
    expect(first).toMatchObject({ seq: 0, prev: GENESIS, visitPrev: GENESIS });
    expect(second).toMatchObject({ seq: 1, prev: first?.hash, visitPrev: first?.hash });
  });

  it('hashes the canonical form, whatever the order of the keys', () => {
    const [entry] = buildLog(1);
    if (!entry) throw new Error('no entry');
    const { hash, ...rest } = entry;
    expect(hashEntry(Object.fromEntries(Object.entries(rest).reverse()) as typeof rest)).toBe(hash);
  });

  it('has the leaf that the tree is built from', () => {
    const { entry, leaf } = chain({ head: undefined }, { act: 'visit.viewed', atMs: 1, details: {} });
    expect(leafOf(entry)).toEqual(leaf);
  });
});

describe('the check of a whole log', () => {
  it('finds the root that the tree has, at every size', async () => {
    const entries = buildLog(40);
    for (let size = 0; size <= entries.length; size++) {
      const part = entries.slice(0, size);
      const rootHash = toBase64(rootOf(part.map(leafOf)));
      expect(await verifyLog(part)).toEqual({ ok: true, entries: size, head: part.at(-1)?.hash ?? GENESIS, rootHash });
      const builder = new RootBuilder();
      for (const entry of part) builder.add(leafOf(entry));
      expect(toBase64(builder.root())).toBe(rootHash);
    }
  });

  it('names the entry that was changed, removed or put in', async () => {
    const entries = buildLog(5);
    const changed = entries.map((entry) => (entry.seq === 2 ? { ...entry, details: { i: 99 } } : entry));
    expect(await verifyLog(changed)).toEqual({ ok: false, seq: 2, reason: 'changed' });
    expect(await verifyLog(entries.filter(({ seq }) => seq !== 3))).toEqual({ ok: false, seq: 3, reason: 'missing' });
    const forged = [...entries.slice(0, 3), ...buildLog(4).slice(3).map((entry) => ({ ...entry, prev: GENESIS }))];
    expect(await verifyLog(forged)).toEqual({ ok: false, seq: 3, reason: 'unchained' });
  });

  it('holds the log against a checkpoint: a shorter one lacks entries, another one contradicts it', async () => {
    const entries = buildLog(9);
    const checkpoint = { size: 7, rootHash: toBase64(rootOf(entries.slice(0, 7).map(leafOf))) };
    expect(await verifyLog(entries, checkpoint)).toMatchObject({ ok: true });
    expect(await verifyLog(entries.slice(0, 6), checkpoint)).toEqual({ ok: false, seq: 6, reason: 'missing' });
    expect(await verifyLog(entries, { ...checkpoint, size: 8 })).toEqual({ ok: false, seq: 7, reason: 'contradicted' });
  });
});
