import type { ConsistencyProof, VisitProof } from '../../server/trail/contract.ts';
import { continues, keysOf, openCheckpoint, verifyVisitProof } from '../../server/trail/proof/verify.ts';
import type { ShownEntry } from './shownTrail.ts';

export type ProofCheck =
  | { readonly ok: true; readonly size: number; readonly keyId: string; readonly entries: number; /** Entries that the head had when this browser looked last. */ readonly since?: number }
  | { readonly ok: false; readonly reason: 'notProven' | 'notShown' | 'rewritten'; readonly seq?: number };

/** Where a browser keeps what it saw of the log: its first key and its newest head. */
export interface Memory {
  read(): { readonly firstKey: string; readonly note: string } | undefined;
  write(seen: { readonly firstKey: string; readonly note: string }): void;
}

const REMEMBERED = 'trail-head';

export const browserMemory: Memory = {
  read() {
    try {
      return JSON.parse(localStorage.getItem(REMEMBERED) ?? 'null') as ReturnType<Memory['read']> ?? undefined;
    } catch {
      // Without a memory each look stands for itself.
      return undefined;
    }
  },
  write(seen) {
    try {
      localStorage.setItem(REMEMBERED, JSON.stringify(seen));
    } catch {
      // Private windows remember nothing.
    }
  },
};

/**
 * Checks in this browser that every shown entry is in the log that a signed head covers, and that the log goes on from the
 * head that this browser saw before: so every reviewer's browser is a witness.
 */
export async function checkProof(
  shown: readonly ShownEntry[], proof: VisitProof, memory: Memory, consistency: (from: number, to: number) => Promise<ConsistencyProof>,
): Promise<ProofCheck> {
  const seen = memory.read();
  const verdict = verifyVisitProof(proof, seen?.firstKey);
  if (!verdict.ok) return { ok: false, reason: seen && seen.firstKey !== proof.firstKey ? 'rewritten' : 'notProven', ...(verdict.seq !== undefined && { seq: verdict.seq }) };
  const proven = new Set(proof.entries.map(({ entry }) => entry.hash));
  const missing = shown.find(({ entry }) => !proven.has(entry.hash));
  if (missing) return { ok: false, reason: 'notShown', seq: missing.entry.seq };
  const { size } = verdict.checkpoint;
  const keys = keysOf(proof);
  let since: number | undefined;
  if (seen) {
    since = openCheckpoint(seen.note, keys).checkpoint.size;
    const [older, newer] = since <= size ? [seen.note, proof.checkpoint] : [proof.checkpoint, seen.note];
    if (!continues(older, newer, await consistency(Math.min(since, size), Math.max(since, size)), keys)) return { ok: false, reason: 'rewritten' };
  }
  if (since === undefined || since < size) memory.write({ firstKey: proof.firstKey, note: proof.checkpoint });
  return { ok: true, size, keyId: verdict.keyId, entries: verdict.entries, ...(since !== undefined && { since }) };
}
