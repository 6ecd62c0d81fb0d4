import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { TrailEntry } from './contract.ts';

/** What `prev` says in the first entry. */
export const GENESIS = '0'.repeat(64);

export type Unhashed = Omit<TrailEntry, 'hash'>;

/** SHA-256 over the canonical JSON (RFC 8785) of the entry without its hash, lower-case hex. */
export function hashEntry(entry: Unhashed): string {
  const canonical = canonicalize(entry);
  if (canonical === undefined) throw new TypeError('a trail entry must be JSON');
  return createHash('sha256').update(canonical, 'utf8').digest('hex');
}

/** What a caller tells; place, time and hashes are the trail's own. */
export type TrailEvent = Partial<Pick<TrailEntry, 'actor' | 'object' | 'visitId' | 'details'>> & Pick<TrailEntry, 'act'>;

/** The entry with its hash, behind `head`. */
export function chain(head: TrailEntry | undefined, entry: TrailEvent & Pick<TrailEntry, 'atMs' | 'details'>): TrailEntry {
  const unhashed: Unhashed = { ...entry, seq: head ? head.seq + 1 : 0, prev: head ? head.hash : GENESIS };
  return { ...unhashed, hash: hashEntry(unhashed) };
}

export type ChainVerdict =
  | { readonly ok: true; readonly entries: number; readonly head: string }
  | { readonly ok: false; readonly seq: number; readonly reason: 'missing' | 'changed' | 'unchained' };

/** Walks the whole trail from its first entry and names the first entry that does not hold. */
export async function verifyChain(entries: AsyncIterable<TrailEntry>): Promise<ChainVerdict> {
  let seq = 0;
  let prev = GENESIS;
  for await (const { hash, ...unhashed } of entries) {
    if (unhashed.seq !== seq) return { ok: false, seq, reason: 'missing' };
    if (unhashed.prev !== prev) return { ok: false, seq, reason: 'unchained' };
    if (hashEntry(unhashed) !== hash) return { ok: false, seq, reason: 'changed' };
    prev = hash;
    seq += 1;
  }
  return { ok: true, entries: seq, head: prev };
}
