import type { Hash } from '../proof/merkle.ts';
import { EMPTY_ROOT, nodeHash, splitPoint } from '../proof/merkle.ts';

/** Leaves from `start` up to but without `end`, as the RFC splits a tree. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The perfect subtree of 2^level leaves that begins at leaf `index` · 2^level. */
export type Subtree = (level: number, index: number) => Promise<Hash>;

/** PATH(m, D_n) of RFC 9162, section 2.1.3.1, as the ranges whose hashes make it, from the leaf up. */
export function inclusionRanges(index: number, size: number): Range[] {
  const ranges: Range[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.reverse();
}

/** PROOF(m, D_n) of RFC 9162, section 2.1.4.1, as the ranges whose hashes make it. */
export function consistencyRanges(from: number, to: number): Range[] {
  if (from === 0) return [];
  const ranges: Range[] = [];
  let start = 0;
  let end = to;
  while (end !== from) {
    const middle = start + splitPoint(end - start);
    if (from <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  // The older tree's own last subtree; its root is known where that is the whole older tree.
  if (start > 0) ranges.push({ start, end });
  return ranges.reverse();
}

/** MTH over a range that begins where a perfect subtree of its size may begin. */
export async function rangeHash({ start, end }: Range, subtree: Subtree): Promise<Hash> {
  const length = end - start;
  if (length === 0) return EMPTY_ROOT;
  if (length === 1) return subtree(0, start);
  const half = splitPoint(length);
  if (half * 2 === length) return subtree(Math.log2(length), start / length);
  const middle = start + half;
  const [left, right] = await Promise.all([
    rangeHash({ start, end: middle }, subtree),
    rangeHash({ start: middle, end }, subtree),
  ]);
  return nodeHash(left, right);
}
