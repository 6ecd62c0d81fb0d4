import { bytesToHex } from '@noble/hashes/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Checkpoint, TrailEntry } from '../contract.ts';
import { toBase64 } from './encoding.ts';
import { canonicalBytes, GENESIS } from './entry.ts';
import { leafHash } from './merkle.ts';
import { RootBuilder } from './RootBuilder.ts';

/** `contradicted`: the entries hold among themselves, but a checkpoint was signed over others. */
export type LogFault = 'missing' | 'changed' | 'unchained' | 'contradicted';

export type LogVerdict =
  | { readonly ok: true; readonly entries: number; readonly head: string; readonly rootHash: string }
  | { readonly ok: false; readonly seq: number; readonly reason: LogFault };

/**
 * Walks a whole log from its first entry and names the first entry that does not hold.
 * @param checkpoint one whose signature was checked; the log must begin with what it covers
 */
export async function verifyLog(
  entries: AsyncIterable<TrailEntry> | Iterable<TrailEntry>,
  checkpoint?: Pick<Checkpoint, 'size' | 'rootHash'>,
): Promise<LogVerdict> {
  const root = new RootBuilder();
  const contradicts = (size: number): boolean => size === checkpoint?.size && toBase64(root.root()) !== checkpoint.rootHash;
  let seq = 0;
  let prev = GENESIS;
  for await (const entry of entries) {
    if (entry.seq !== seq) return { ok: false, seq, reason: 'missing' };
    if (entry.prev !== prev) return { ok: false, seq, reason: 'unchained' };
    const bytes = canonicalBytes(entry);
    if (bytesToHex(sha256(bytes)) !== entry.hash) return { ok: false, seq, reason: 'changed' };
    root.add(leafHash(bytes));
    prev = entry.hash;
    seq += 1;
    if (contradicts(seq)) return { ok: false, seq: seq - 1, reason: 'contradicted' };
  }
  if (checkpoint && seq < checkpoint.size) return { ok: false, seq, reason: 'missing' };
  return { ok: true, entries: seq, head: prev, rootHash: toBase64(root.root()) };
}
