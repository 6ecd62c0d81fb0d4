import { drawOrder } from '../../supervision/draw.ts';

export interface Candidate {
  readonly id: string;
  readonly load: number;
}

/** How a pair is named, whoever stands first. */
export function pairKey(a: string, b: string): string {
  return [a, b].sort().join('+');
}

/**
 * The pairs that are drawn from: among those with the least to do, the pairs that were together least often. One who has a
 * visit more than the least busy two still counts, or nobody could be drawn who just had one.
 * @param together by `pairKey`, how often a pair visited together of late
 */
export function eligiblePairs(candidates: readonly Candidate[], together: ReadonlyMap<string, number>): string[] {
  const secondLeast = candidates.map(({ load }) => load).toSorted((a, b) => a - b)[1];
  if (secondLeast === undefined) return [];
  const ids = candidates.filter(({ load }) => load <= secondLeast + 1).map(({ id }) => id).sort();
  const pairs = ids.flatMap((a, index) => ids.slice(index + 1).map((b) => pairKey(a, b)));
  const often = (pair: string): number => together.get(pair) ?? 0;
  const least = Math.min(...pairs.map(often));
  return pairs.filter((pair) => often(pair) === least);
}

/** The same seed and pairs give the same pair, whoever asks; undefined when there is none. */
export function drawPair(seed: string, pairs: readonly string[]): [string, string] | undefined {
  const [drawn] = drawOrder(seed, pairs);
  const [first, second] = drawn?.split('+') ?? [];
  return first !== undefined && second !== undefined ? [first, second] : undefined;
}
