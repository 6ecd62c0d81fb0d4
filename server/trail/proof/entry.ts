import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import type { TrailEntry } from '../contract.ts';
import type { Hash } from './merkle.ts';
import { leafHash } from './merkle.ts';

/** What `prev` says in the first entry, and `visitPrev` in the first of a visit. */
export const GENESIS = '0'.repeat(64);

export type Unhashed = Omit<TrailEntry, 'hash'>;

/** The canonical form (RFC 8785), UTF-8: what is hashed for the chain, and the data of the leaf in the tree. */
export function canonicalBytes(entry: Unhashed): Uint8Array {
  const unhashed: Unhashed & { hash?: string } = { ...entry };
  delete unhashed.hash;
  const canonical = canonicalize(unhashed);
  if (canonical === undefined) throw new TypeError('a trail entry must be JSON');
  return utf8ToBytes(canonical);
}

/** SHA-256 over the canonical form, lower-case hex. */
export function hashEntry(entry: Unhashed): string {
  return bytesToHex(sha256(canonicalBytes(entry)));
}

/** The entry's leaf. It covers `prev`, and so the chain. */
export function leafOf(entry: TrailEntry): Hash {
  return leafHash(canonicalBytes(entry));
}

/** What is to be chained: all but its place and its hashes. */
export type Unchained = Omit<TrailEntry, 'seq' | 'prev' | 'visitPrev' | 'hash'>;

/** Where an entry goes: behind which one, and behind which one of its visit. */
export interface Place {
  readonly head: Pick<TrailEntry, 'seq' | 'hash'> | undefined;
  /** Missing when the visit has no entry yet. */
  readonly visitHead?: string | undefined;
}

/** The entry in its place, with its hash and its leaf. */
export function chain({ head, visitHead }: Place, entry: Unchained): { entry: TrailEntry; leaf: Hash } {
  const unhashed: Unhashed = {
    ...entry,
    seq: head ? head.seq + 1 : 0,
    prev: head?.hash ?? GENESIS,
    ...(entry.visitId !== undefined && { visitPrev: visitHead ?? GENESIS }),
  };
  const bytes = canonicalBytes(unhashed);
  return { entry: { ...unhashed, hash: bytesToHex(sha256(bytes)) }, leaf: leafHash(bytes) };
}
