import fc from 'fast-check';
import { expect, it } from 'vitest';
import { drawPair, eligiblePairs, pairKey } from '../../../server/visits/staffing/pairs.ts';

it('draws among those with the least to do, and rather those who seldom visited together', () => {
  const staff = [{ id: 'a', load: 0 }, { id: 'b', load: 1 }, { id: 'c', load: 2 }, { id: 'd', load: 5 }];
  expect(eligiblePairs(staff, new Map())).toEqual(['a+b', 'a+c', 'b+c']);
  expect(eligiblePairs(staff, new Map([['a+b', 3], ['a+c', 1], ['b+c', 1]]))).toEqual(['a+c', 'b+c']);
  expect(eligiblePairs(staff.slice(0, 1), new Map())).toEqual([]);
});

it('gives the same pair to everybody who repeats the draw, and never one person twice', () => {
  fc.assert(fc.property(fc.string(), fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/u), { minLength: 2, maxLength: 12 }), (seed, ids) => {
    const pairs = eligiblePairs(ids.map((id) => ({ id, load: 0 })), new Map());
    const drawn = drawPair(seed, pairs);
    expect(drawPair(seed, pairs.toReversed())).toEqual(drawn);
    expect(drawn?.[0]).not.toBe(drawn?.[1]);
    expect(pairs).toContain(pairKey(drawn?.[0] ?? '', drawn?.[1] ?? ''));
  }), { numRuns: 100 });
});
