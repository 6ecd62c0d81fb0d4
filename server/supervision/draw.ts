import { createHash } from 'node:crypto';

/**
 * A draw that anybody can repeat from its seed: the candidates by the SHA-256 of `seed:candidate`, lower-case hex,
 * smallest first. The order in which they are given does not matter.
 */
export function drawOrder<T extends string>(seed: string, candidates: readonly T[]): T[] {
  const keyed = candidates.map((one) => ({ one, key: sha256(`${seed}:${one}`) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ one }) => one);
}

/** By which the trail names a set of candidates: SHA-256 of them in order of their code units, one a line. */
export function digestOfCandidates(candidates: readonly string[]): string {
  return sha256(candidates.toSorted().join('\n'));
}

function sha256(words: string): string {
  return createHash('sha256').update(words).digest('hex');
}
