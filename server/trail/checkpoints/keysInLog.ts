import type { TrailEntry, TrailKey } from '../contract.ts';
import { parseVkey } from '../proof/note.ts';
import { TrailError } from '../proof/TrailError.ts';

/** Acts that say which keys sign. */
export const KEY_ACTS = ['trail.keyAdded', 'trail.keyRetired'] as const;

/** The keys that these entries of the log record, in the order in which they were added. */
export function keysInLog(entries: readonly TrailEntry[]): TrailKey[] {
  const keys = new Map<string, TrailKey>();
  for (const { act, seq, atMs, details } of entries) {
    const keyId = String(details['keyId']);
    const known = keys.get(keyId);
    if (act === 'trail.keyAdded' && !known) {
      keys.set(keyId, { keyId, vkey: String(details['vkey']), addedSeq: seq, addedAtMs: atMs });
    }
    if (act === 'trail.keyRetired' && known && known.retiredSeq === undefined) keys.set(keyId, { ...known, retiredSeq: seq });
  }
  return [...keys.values()];
}

/**
 * The key that signs the head of a log with these keys: the oldest that is not retired. So a new key is
 * announced under a checkpoint of the old one before it takes over.
 * @throws TrailError `trail.keyMissing` when every key is retired
 */
export function signingKey(keys: readonly TrailKey[]): { readonly current: TrailKey; readonly next?: TrailKey } {
  const [current, next] = keys.filter(({ retiredSeq }) => retiredSeq === undefined);
  if (!current) throw new TrailError('trail.keyMissing', 'the log names no key that signs');
  return { current, ...(next && { next }) };
}

/** What the entry about a new key says. */
export function detailsOfKey(vkey: string): { readonly keyId: string; readonly vkey: string } {
  return { keyId: parseVkey(vkey).keyId, vkey };
}
