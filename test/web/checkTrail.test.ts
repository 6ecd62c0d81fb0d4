import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { describe, expect, it } from 'vitest';
import type { Disclosure, TrailEntry } from '../../server/trail/contract.ts';
import { checkTrail } from '../../web/replay/checkTrail.ts';

const hashOf = (value: unknown): string => createHash('sha256').update(canonicalize(value) ?? '').digest('hex');

/** Three entries of one visit within a longer trail: the first two are neighbours in it, the third is not. */
function buildTrail() {
  const disclosure: Disclosure = { name: 'actorName', salt: 'c2FsdA', text: '李秀英' };
  const shown: { entry: TrailEntry; disclosures: Disclosure[] }[] = [];
  for (const [seq, act] of [[4, 'visit.started'], [5, 'evidence.added'], [9, 'visit.closed']] as const) {
    const before = shown.at(-1)?.entry;
    const unhashed = {
      seq, act, atMs: seq * 1000, visitId: 'v', details: { bytes: seq },
      withheld: { actorName: hashOf([disclosure.salt, disclosure.name, disclosure.text]) },
      prev: before && before.seq === seq - 1 ? before.hash : 'f'.repeat(64),
      visitPrev: before?.hash ?? '0'.repeat(64),
    };
    shown.push({ entry: { ...unhashed, hash: hashOf(unhashed) }, disclosures: [disclosure] });
  }
  return shown;
}

/** The entry with other words and a hash that fits them. */
function rewrite(entry: TrailEntry, change: Partial<TrailEntry>): TrailEntry {
  const changed: Partial<TrailEntry> = { ...entry, ...change };
  delete (changed as { hash?: string }).hash;
  return { ...entry, ...change, hash: hashOf(changed) };
}

describe('checking the trail in the page', () => {
  it('accepts entries that say what their hashes say', async () => {
    expect(await checkTrail(buildTrail())).toEqual({ ok: true, entries: 3 });
  });

  it('names the entry whose words were changed', async () => {
    const trail = buildTrail();
    trail[1] = { ...trail[1]!, entry: { ...trail[1]!.entry, details: { bytes: 6 } } };
    expect(await checkTrail(trail)).toEqual({ ok: false, seq: 5 });
  });

  it('notices an entry that was rewritten together with its hash', async () => {
    const trail = buildTrail();
    trail[1] = { ...trail[1]!, entry: rewrite(trail[1]!.entry, { details: { bytes: 6 } }) };
    expect(await checkTrail(trail)).toEqual({ ok: false, seq: 9 });
  });

  it('notices a missing entry of the visit', async () => {
    const trail = buildTrail();
    expect(await checkTrail([trail[0]!, trail[2]!])).toEqual({ ok: false, seq: 9 });
  });

  it('notices a name that is not the one in the entry', async () => {
    const trail = buildTrail();
    trail[0] = { ...trail[0]!, disclosures: [{ ...trail[0]!.disclosures[0]!, text: '王建国' }] };
    expect(await checkTrail(trail)).toEqual({ ok: false, seq: 4 });
  });
});
