import { expect, it } from 'vitest';
import { digestOfCandidates, drawOrder } from '../../../server/supervision/draw.ts';

const visits = Array.from({ length: 200 }, (_, index) => `visit-${index}`);

it('draws the same from the same seed, whatever the order in which the candidates come', () => {
  expect(drawOrder('a1', visits.toReversed())).toEqual(drawOrder('a1', visits));
  expect(drawOrder('a2', visits)).not.toEqual(drawOrder('a1', visits));
  expect(digestOfCandidates(visits.toReversed())).toBe(digestOfCandidates(visits));
});

it('gives every candidate the same chance', () => {
  const first = new Map<string, number>();
  for (let seed = 0; seed < 2_000; seed += 1) {
    const [winner = ''] = drawOrder(String(seed), visits.slice(0, 4));
    first.set(winner, (first.get(winner) ?? 0) + 1);
  }
  // 500 each; five standard deviations are about 97.
  for (const times of first.values()) expect(Math.abs(times - 500)).toBeLessThan(97);
});
