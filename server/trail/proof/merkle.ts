import { sha256 } from '@noble/hashes/sha2.js';
import { equalBytes } from './encoding.ts';

/**
 * The Merkle tree of RFC 6962 and 9162 over SHA-256: its hashes, and the check of proofs. Pure, and the same in
 * Node and in a browser. Sizes go beyond 32 bits, hence divisions where the RFC shifts bits.
 */

/** A hash of the tree, 32 bytes. */
export type Hash = Uint8Array;

export const HASH_BYTES = 32;

/** RFC 9162, section 2.1.1: MTH({}) = HASH(). */
export const EMPTY_ROOT: Hash = sha256(new Uint8Array());

/** RFC 9162, section 2.1.1: HASH(0x00 || d[0]). */
export function leafHash(data: Uint8Array): Hash {
  const bytes = new Uint8Array(1 + data.length);
  bytes.set(data, 1);
  return sha256(bytes);
}

/** RFC 9162, section 2.1.1: HASH(0x01 || left || right). */
export function nodeHash(left: Hash, right: Hash): Hash {
  const bytes = new Uint8Array(1 + 2 * HASH_BYTES);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 1 + HASH_BYTES);
  return sha256(bytes);
}

/** The largest power of two smaller than `n`, for n ≥ 2: where the RFC splits a tree. */
export function splitPoint(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** Root of a tree with these leaf hashes, all of them in memory. */
export function rootOf(hashes: readonly Hash[]): Hash {
  const [first] = hashes;
  if (first === undefined) return EMPTY_ROOT;
  if (hashes.length === 1) return first;
  const k = splitPoint(hashes.length);
  return nodeHash(rootOf(hashes.slice(0, k)), rootOf(hashes.slice(k)));
}

const isOdd = (n: number): boolean => n % 2 === 1;
const half = (n: number): number => Math.floor(n / 2);

/** RFC 9162, section 2.1.3.2. */
export function provesInclusion(
  leaf: Hash,
  { index, size, root, path }: { index: number; size: number; root: Hash; path: readonly Hash[] },
): boolean {
  if (index >= size) return false;
  let fn = index;
  let sn = size - 1;
  let hash = leaf;
  for (const p of path) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      hash = nodeHash(p, hash);
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      hash = nodeHash(hash, p);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && equalBytes(hash, root);
}

/** RFC 9162, section 2.1.4.2; of an empty older tree there is nothing to prove. */
export function provesConsistency(
  older: { readonly size: number; readonly root: Hash },
  newer: { readonly size: number; readonly root: Hash },
  path: readonly Hash[],
): boolean {
  if (older.size > newer.size) return false;
  if (older.size === newer.size) return path.length === 0 && equalBytes(older.root, newer.root);
  if (older.size === 0) return path.length === 0 && equalBytes(older.root, EMPTY_ROOT);
  let fn = older.size - 1;
  let sn = newer.size - 1;
  while (isOdd(fn)) {
    fn = half(fn);
    sn = half(sn);
  }
  // With a whole power of two nothing is left of the older tree but its root, which the proof leaves out.
  const [start, ...rest] = fn === 0 ? [older.root, ...path] : path;
  if (start === undefined) return false;
  let olderHash = start;
  let newerHash = start;
  for (const c of rest) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      olderHash = nodeHash(c, olderHash);
      newerHash = nodeHash(c, newerHash);
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      newerHash = nodeHash(newerHash, c);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && equalBytes(olderHash, older.root) && equalBytes(newerHash, newer.root);
}
