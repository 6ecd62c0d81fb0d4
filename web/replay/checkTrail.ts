import canonicalize from 'canonicalize';
import { sha256 } from 'hash-wasm';
import type { TrailEntry } from '../../server/trail/contract.ts';

export type TrailCheck =
  | { readonly ok: true; readonly entries: number }
  | { readonly ok: false; readonly seq: number };

/**
 * Recomputes the hash of every entry from its own words (RFC 8785, SHA-256), and where two neighbours of the
 * chain are both here, that the later one names the earlier. One visit's entries are not the whole chain, so
 * this proves that no shown entry was rewritten, not that none is missing.
 */
export async function checkTrail(entries: readonly TrailEntry[]): Promise<TrailCheck> {
  let before: TrailEntry | undefined;
  for (const entry of entries) {
    const { hash, ...unhashed } = entry;
    const canonical = canonicalize(unhashed) ?? '';
    const neighbours = before?.seq === entry.seq - 1;
    if ((await sha256(canonical)) !== hash || (neighbours && entry.prev !== before?.hash)) return { ok: false, seq: entry.seq };
    before = entry;
  }
  return { ok: true, entries: entries.length };
}
