import { utf8ToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Hash } from '../../../../server/trail/proof/merkle.ts';
import { leafHash, provesConsistency, provesInclusion, rootOf } from '../../../../server/trail/proof/merkle.ts';
import { Tree } from '../../../../server/trail/tree/Tree.ts';
import type { TrailBed } from '../../../support/openTestTrail.ts';
import { openTrailBed } from '../../../support/openTestTrail.ts';

/** Over one tile of level 1: 256 · 256 leaves and some. */
const LEAVES = Array.from({ length: 66_000 }, (_, i) => leafHash(utf8ToBytes(String(i))));
const root = (size: number): Hash => rootOf(LEAVES.slice(0, size));

describe('the tree of the trail', () => {
  let bed: TrailBed;
  const tiles = () => bed.database.connection.collection<{ _id: number; hashes: Buffer }>('trailTiles');

  beforeAll(async () => {
    bed = await openTrailBed();
  });
  beforeEach(async () => {
    await tiles().deleteMany({});
  });
  afterAll(() => bed.close());

  /** A tree with these leaves; saved, so that a next one finds its tiles. */
  async function grow(tree: Tree, size: number): Promise<Tree> {
    for (const leaf of LEAVES.slice(tree.size, size)) tree.add(leaf);
    await tree.save();
    return tree;
  }

  it('has every root and proof that the leaves make, from tiles and from its edge', async () => {
    await grow(await Tree.create(bed.stores.tiles), 66_000);
    const tree = await grow(await Tree.create(bed.stores.tiles), 66_000);
    expect(await tree.root()).toEqual(root(66_000));
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 66_000 }), fc.nat(), async (size, at) => {
      const index = at % size;
      const path = await tree.inclusion(index, size);
      expect(provesInclusion(LEAVES[index] as Hash, { index, size, root: await tree.root(size), path })).toBe(true);
      const older = { size: index + 1, root: await tree.root(index + 1) };
      const newer = { size, root: await tree.root(size) };
      expect(provesConsistency(older, newer, await tree.consistency(index + 1, size))).toBe(true);
    }), { numRuns: 40 });
    for (const size of [0, 1, 255, 256, 257, 65_535, 65_536, 65_537]) expect(await tree.root(size), String(size)).toEqual(root(size));
  });

  it('comes back after a restart with all whole tiles, and needs only the leaves behind them', async () => {
    await grow(await Tree.create(bed.stores.tiles), 700);
    const again = await Tree.create(bed.stores.tiles);
    expect(again.size).toBe(512);
    expect(await (await grow(again, 900)).root()).toEqual(root(900));
  });

  it('completes a tile of the level above that a crash kept from being written', async () => {
    await grow(await Tree.create(bed.stores.tiles), 66_000);
    const { deletedCount } = await tiles().deleteMany({ _id: { $gte: 2 ** 40 } });
    expect(deletedCount).toBe(1);
    const again = await grow(await Tree.create(bed.stores.tiles), 66_000);
    expect(await again.root()).toEqual(root(66_000));
    expect(await tiles().countDocuments({ _id: { $gte: 2 ** 40 } })).toBe(1);
  });

  it('shares its tiles with another process that makes the same ones', async () => {
    const [one, two] = [await Tree.create(bed.stores.tiles), await Tree.create(bed.stores.tiles)];
    await Promise.all([grow(one, 3_000), grow(two, 3_000)]);
    expect(await tiles().countDocuments()).toBe(11);
    expect(await two.root()).toEqual(root(3_000));
  });

  it('says that the log was rewritten when a tile in the store is made of other leaves', async () => {
    const tree = await grow(await Tree.create(bed.stores.tiles), 0);
    const other = await Tree.create(bed.stores.tiles);
    for (const leaf of LEAVES.slice(1, 257)) other.add(leaf);
    await other.save();
    await expect(grow(tree, 256)).rejects.toMatchObject({ code: 'trail.rewritten' });
  });

  it('proves nothing beyond its size', async () => {
    const tree = await grow(await Tree.create(bed.stores.tiles), 10);
    await expect(tree.inclusion(10, 10)).rejects.toMatchObject({ code: 'trail.outOfRange' });
    await expect(tree.inclusion(1, 11)).rejects.toMatchObject({ code: 'trail.outOfRange' });
    await expect(tree.consistency(5, 4)).rejects.toMatchObject({ code: 'trail.outOfRange' });
    await expect(tree.root(11)).rejects.toMatchObject({ code: 'trail.outOfRange' });
  });
});
