import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hash } from '../../../../server/trail/proof/merkle.ts';
import { EMPTY_ROOT, leafHash, provesConsistency, provesInclusion, rootOf } from '../../../../server/trail/proof/merkle.ts';
import { consistencyRanges, inclusionRanges, rangeHash } from '../../../../server/trail/tree/proofPaths.ts';

/** The eight leaves and the roots of Certificate Transparency's own tests. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(hexToBytes);
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const leavesOf = (size: number): Hash[] => Array.from({ length: size }, (_, i) => leafHash(utf8ToBytes(`leaf ${i}`)));

/** Perfect subtrees of leaves in memory. */
const subtreeOf = (leaves: readonly Hash[]) => async (level: number, index: number): Promise<Hash> =>
  rootOf(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level));

async function inclusionPath(leaves: readonly Hash[], index: number, size: number): Promise<Hash[]> {
  return Promise.all(inclusionRanges(index, size).map((range) => rangeHash(range, subtreeOf(leaves))));
}

async function consistencyPath(leaves: readonly Hash[], from: number, to: number): Promise<Hash[]> {
  return Promise.all(consistencyRanges(from, to).map((range) => rangeHash(range, subtreeOf(leaves))));
}

function flipBit(hash: Hash, bit: number): Hash {
  const flipped = hash.slice();
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}

describe('the Merkle tree', () => {
  it.each(ROOTS.map((root, size) => ({ root, size })))('has the root that Certificate Transparency names at size $size', async ({ root, size }) => {
    const leaves = LEAVES.slice(0, size).map(leafHash);
    expect(bytesToHex(rootOf(leaves))).toBe(root);
    expect(bytesToHex(await rangeHash({ start: 0, end: size }, subtreeOf(leaves)))).toBe(root);
  });

  it('proves the first leaf of eight as Certificate Transparency does', async () => {
    const path = await inclusionPath(LEAVES.map(leafHash), 0, 8);
    expect(path.map(bytesToHex)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
  });

  it('proves every leaf at every size, and no other leaf, root or place', async () => {
    const leaves = leavesOf(70);
    for (let size = 1; size <= leaves.length; size++) {
      const root = rootOf(leaves.slice(0, size));
      for (let index = 0; index < size; index++) {
        const path = await inclusionPath(leaves, index, size);
        const leaf = leaves[index] as Hash;
        expect(provesInclusion(leaf, { index, size, root, path })).toBe(true);
        if (size > 1) expect(provesInclusion(leaves[(index + 1) % size] as Hash, { index, size, root, path })).toBe(false);
        expect(provesInclusion(leaf, { index: index + 1, size, root, path })).toBe(false);
        expect(provesInclusion(leaf, { index, size, root: EMPTY_ROOT, path })).toBe(false);
        expect(provesInclusion(leaf, { index, size, root, path: [...path, root] })).toBe(false);
      }
    }
  });

  it('proves that every size begins with every smaller one', async () => {
    const leaves = leavesOf(70);
    const roots = Array.from({ length: leaves.length + 1 }, (_, size) => rootOf(leaves.slice(0, size)));
    for (let to = 0; to <= leaves.length; to++) {
      for (let from = 0; from <= to; from++) {
        const path = await consistencyPath(leaves, from, to);
        const older = { size: from, root: roots[from] as Hash };
        const newer = { size: to, root: roots[to] as Hash };
        expect(provesConsistency(older, newer, path), `${from} → ${to}`).toBe(true);
        if (from < to) expect(provesConsistency(newer, older, path)).toBe(false);
        expect(provesConsistency(older, newer, [...path, newer.root])).toBe(false);
      }
    }
  });

  it('accepts no proof with one bit turned, anywhere', async () => {
    const leaves = leavesOf(300);
    await fc.assert(fc.asyncProperty(
      fc.integer({ min: 2, max: 300 }), fc.nat(), fc.nat(), fc.integer({ min: 0, max: 255 }),
      async (size, at, which, bit) => {
        const index = at % size;
        const root = rootOf(leaves.slice(0, size));
        const path = await inclusionPath(leaves, index, size);
        const broken = path.map((hash, i) => (i === which % path.length ? flipBit(hash, bit) : hash));
        expect(provesInclusion(leaves[index] as Hash, { index, size, root, path: broken })).toBe(false);
        expect(provesInclusion(leaves[index] as Hash, { index, size, root: flipBit(root, bit), path })).toBe(false);
        expect(provesInclusion(leaves[index] as Hash, { index, size, root, path: path.slice(1) })).toBe(false);
      },
    ), { numRuns: 100 });
  });

  it('accepts no consistency of a history in which one leaf was rewritten', async () => {
    const leaves = leavesOf(130);
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 129 }), fc.nat(), fc.nat(), async (from, more, at) => {
      const to = from + 1 + (more % (130 - from));
      const rewritten = leaves.map((leaf, i) => (i === at % from ? flipBit(leaf, 7) : leaf));
      const older = { size: from, root: rootOf(leaves.slice(0, from)) };
      const newer = { size: to, root: rootOf(rewritten.slice(0, to)) };
      expect(provesConsistency(older, newer, await consistencyPath(rewritten, from, to))).toBe(false);
      expect(provesConsistency(older, newer, await consistencyPath(leaves, from, to))).toBe(false);
    }), { numRuns: 100 });
  });
});
