import canonicalize from 'canonicalize';
import { sha256 } from 'hash-wasm';
import type { DisclosedEntry, Disclosure, TrailEntry } from '../../server/trail/contract.ts';

export type TrailCheck =
  | { readonly ok: true; readonly entries: number }
  | { readonly ok: false; readonly seq: number };

/**
 * Recomputes the hash of every entry from its own words (RFC 8785, SHA-256) and the digest of every name shown
 * with it, and follows the chain: `visitPrev` ties an entry to the visit's entry before, so that none between
 * them can be missing, and `prev` ties neighbours of the whole trail.
 * @returns the first entry that does not hold
 */
export async function checkTrail(shown: readonly DisclosedEntry[]): Promise<TrailCheck> {
  let before: TrailEntry | undefined;
  for (const { entry, disclosures } of shown) {
    const { hash, ...unhashed } = entry;
    const holds = (await digestOf(unhashed)) === hash
      && follows(entry, before)
      && (await Promise.all(disclosures.map((disclosure) => opens(entry, disclosure)))).every(Boolean);
    if (!holds) return { ok: false, seq: entry.seq };
    before = entry;
  }
  return { ok: true, entries: shown.length };
}

function follows(entry: TrailEntry, before: TrailEntry | undefined): boolean {
  if (!before) return true;
  if (entry.visitPrev !== undefined && entry.visitPrev !== before.hash) return false;
  return before.seq !== entry.seq - 1 || entry.prev === before.hash;
}

async function opens(entry: TrailEntry, { name, salt, text }: Disclosure): Promise<boolean> {
  return (await digestOf([salt, name, text])) === entry.withheld?.[name];
}

function digestOf(value: unknown): Promise<string> {
  return sha256(canonicalize(value) ?? '');
}
