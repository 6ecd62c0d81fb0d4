import { describe, expect, it } from 'vitest';
import type { TrailEntry } from '../../../server/trail/contract.ts';
import { chain, GENESIS, hashEntry, verifyChain } from '../../../server/trail/entry.ts';

function buildTrail(length: number): TrailEntry[] {
  const entries: TrailEntry[] = [];
  for (let i = 0; i < length; i++) {
    entries.push(chain(entries.at(-1), { act: 'visit.viewed', atMs: 1_000 + i, visitId: 'v', details: { i } }));
  }
  return entries;
}

async function* from(entries: readonly TrailEntry[]): AsyncGenerator<TrailEntry> {
  yield* entries;
}

describe('the chain of the trail', () => {
  it('begins at the genesis and holds from entry to entry', async () => {
    const entries = buildTrail(5);
    expect(entries[0]).toMatchObject({ seq: 0, prev: GENESIS });
    expect(await verifyChain(from(entries))).toEqual({ ok: true, entries: 5, head: entries[4]?.hash });
  });

  it('hashes the canonical form, whatever the order of the keys', () => {
    const [entry] = buildTrail(1);
    if (!entry) throw new Error('no entry');
    const { hash, ...rest } = entry;
    const turned = Object.fromEntries(Object.entries(rest).reverse()) as typeof rest;
    expect(hashEntry(turned)).toBe(hash);
  });

  it('names the entry that was changed, removed or put in', async () => {
    const entries = buildTrail(5);
    const changed = entries.map((entry) => (entry.seq === 2 ? { ...entry, details: { i: 99 } } : entry));
    expect(await verifyChain(from(changed))).toEqual({ ok: false, seq: 2, reason: 'changed' });
    expect(await verifyChain(from(entries.filter(({ seq }) => seq !== 3)))).toEqual({ ok: false, seq: 3, reason: 'missing' });
    const forged = [...entries.slice(0, 3), ...buildTrail(4).slice(3).map((entry) => ({ ...entry, prev: GENESIS }))];
    expect(await verifyChain(from(forged))).toEqual({ ok: false, seq: 3, reason: 'unchained' });
  });
});
