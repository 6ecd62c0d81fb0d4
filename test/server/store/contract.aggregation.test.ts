import { Decimal128, Double, Int32, Long } from 'mongodb';
import type { Collection, Document } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OpenStore } from './openStore.ts';
import { STORES, errorOf } from './openStore.ts';

describe.each(STORES)('aggregation of %s', (_name, open) => {
  let store: OpenStore;
  let rows: Collection<Document>;
  beforeAll(async () => void (store = await open()));
  afterAll(async () => store.close());
  beforeEach(async () => {
    await store.db.dropDatabase();
    rows = store.db.collection('rows');
  });

  async function aggregate(stages: Document[], options: Document = {}): Promise<Document[]> {
    return rows.aggregate(stages, options).toArray();
  }

  test('groups are by value whatever the type, and sums keep their type', async () => {
    await rows.insertMany([
      { k: 1, v: Long.fromNumber(5) },
      { k: Long.fromNumber(1), v: 6 },
      { k: new Double(1), v: 1 },
      { k: 2, v: Decimal128.fromString('0.1') },
      { k: 2, v: Decimal128.fromString('0.2') },
    ]);
    const groups = await aggregate(
      [{ $group: { _id: '$k', sum: { $sum: '$v' }, n: { $sum: 1 } } }, { $sort: { _id: 1 } }],
      { promoteValues: false },
    );
    expect(groups.map(({ sum, n }) => [sum, n] as unknown[])).toEqual([
      [Long.fromNumber(12), new Int32(3)],
      [Decimal128.fromString('0.3'), new Int32(2)],
    ]);
  });

  test('accumulators and expressions compare as BSON does', async () => {
    await rows.insertMany([
      { _id: 1, v: 5 },
      { _id: 2, v: 'a' },
      { _id: 3, v: null },
      { _id: 4 },
      { _id: 5, v: Long.fromNumber(10) },
    ] as Document[]);
    expect(
      await aggregate([{ $group: { _id: null, min: { $min: '$v' }, max: { $max: '$v' }, avg: { $avg: '$v' } } }]),
    ).toEqual([{ _id: null, min: 5, max: 'a', avg: 7.5 }]);
    expect(await aggregate([{ $match: { $expr: { $gt: ['$v', 7] } } }, { $project: { _id: 1 } }])).toEqual([
      { _id: 2 },
      { _id: 5 },
    ]);
    expect(
      await aggregate([
        { $match: { _id: { $in: [1, 5] } } },
        { $project: { _id: 0, next: { $add: ['$v', 1] }, type: { $type: '$v' } } },
      ]),
    ).toEqual([
      { next: 6, type: 'int' },
      { next: 11, type: 'long' },
    ]);
  });

  test('the stages that shape, join, branch and count work together', async () => {
    await store.db.collection('people').insertMany([
      { _id: 1, name: 'Li' },
      { _id: 2, name: 'Wang' },
    ] as Document[]);
    await rows.insertMany([
      { _id: 1, who: 1, tags: ['a', 'b'] },
      { _id: 2, who: 2, tags: ['a'] },
      { _id: 3, tags: [] },
    ] as Document[]);
    expect(
      await aggregate([
        { $lookup: { from: 'people', localField: 'who', foreignField: '_id', as: 'p' } },
        { $unwind: '$p' },
        { $project: { name: '$p.name' } },
        { $sort: { _id: 1 } },
      ]),
    ).toEqual([
      { _id: 1, name: 'Li' },
      { _id: 2, name: 'Wang' },
    ]);
    expect(
      await aggregate([
        {
          $lookup: {
            from: 'people',
            let: { w: '$who' },
            pipeline: [{ $match: { $expr: { $eq: ['$_id', '$$w'] } } }, { $project: { _id: 0 } }],
            as: 'p',
          },
        },
        { $match: { _id: 2 } },
        { $project: { p: 1 } },
      ]),
    ).toEqual([{ _id: 2, p: [{ name: 'Wang' }] }]);
    expect(await aggregate([{ $unwind: '$tags' }, { $sortByCount: '$tags' }])).toEqual([
      { _id: 'a', count: 2 },
      { _id: 'b', count: 1 },
    ]);
    expect(
      await aggregate([
        { $facet: { n: [{ $count: 'n' }], first: [{ $sort: { _id: -1 } }, { $limit: 1 }, { $project: { _id: 1 } }] } },
      ]),
    ).toEqual([{ n: [{ n: 3 }], first: [{ _id: 3 }] }]);
    expect(
      await aggregate([
        { $match: { _id: 3 } },
        { $unionWith: { coll: 'people', pipeline: [{ $match: { _id: 1 } }] } },
        { $project: { _id: 1, name: 1 } },
      ]),
    ).toEqual([{ _id: 3 }, { _id: 1, name: 'Li' }]);
    expect(
      await aggregate([
        { $match: { _id: 1 } },
        { $addFields: { n: { $size: '$tags' } } },
        { $replaceRoot: { newRoot: { n: '$n' } } },
      ]),
    ).toEqual([{ n: 2 }]);
    expect(await aggregate([{ $match: { _id: 99 } }, { $count: 'n' }])).toEqual([]);
    expect(
      await aggregate([{ $match: { $expr: { $eq: ['$_id', '$$id'] } } }, { $project: { _id: 1 } }], { let: { id: 2 } }),
    ).toEqual([{ _id: 2 }]);
  });

  test('$out and $merge write', async () => {
    await rows.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ] as Document[]);
    await store.db.collection('target').insertOne({ _id: 9 } as Document);
    await store.db.collection('target').createIndex({ n: 1 }, { unique: true });
    await aggregate([{ $project: { n: 1 } }, { $out: 'target' }]);
    expect(await store.db.collection('target').find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ]);
    expect((await store.db.collection('target').indexes()).map(({ name }) => name)).toEqual(['_id_', 'n_1']);
    await rows.insertOne({ _id: 4, n: 2 } as Document);
    expect((await errorOf(aggregate([{ $out: 'target' }]))).code).toBe(11000);
    expect(await store.db.collection('target').countDocuments()).toBe(2);
    expect((await store.db.listCollections().toArray()).map(({ name }) => name).sort()).toEqual(['rows', 'target']);
    await rows.deleteOne({ _id: 4 } as Document);
    await rows.insertOne({ _id: 3, n: 3 } as Document);
    await rows.updateOne({ _id: 1 } as Document, { $set: { m: 1 }, $unset: { n: 1 } });
    await aggregate([{ $merge: { into: 'target', whenMatched: 'merge', whenNotMatched: 'insert' } }]);
    expect(await store.db.collection('target').find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, n: 1, m: 1 },
      { _id: 2, n: 2 },
      { _id: 3, n: 3 },
    ]);
  });

  test('stages and expressions that there are not are errors, also over nothing', async () => {
    expect((await errorOf(aggregate([{ $teleport: {} }]))).code).toBe(40324);
    expect((await errorOf(aggregate([{ $match: {}, $limit: 1 }]))).code).toBe(40323);
    expect((await errorOf(aggregate([{ $project: { a: { $frob: 1 } } }]))).code).toBeTypeOf('number');
    expect((await errorOf(aggregate([{ $limit: 0 }]))).name).toBe('MongoServerError');
    expect((await errorOf(aggregate([{ $out: 'x' }, { $match: {} }]))).code).toBe(40601);
  });
});
