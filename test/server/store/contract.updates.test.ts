import { Decimal128, Double, Int32, Long, Timestamp } from 'mongodb';
import type { Collection, Document, UpdateFilter } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OpenStore } from './openStore.ts';
import { STORES, errorOf } from './openStore.ts';

describe.each(STORES)('writes to %s', (_name, open) => {
  let store: OpenStore;
  let rows: Collection<Document>;
  beforeAll(async () => void (store = await open()));
  afterAll(async () => store.close());
  beforeEach(async () => {
    await store.db.dropDatabase();
    rows = store.db.collection('rows');
  });

  /** What an update makes of a document. */
  async function updated(
    before: Document,
    update: UpdateFilter<Document> | Document[],
    options: Document = {},
    filter: Document = {},
  ): Promise<Document> {
    await rows.deleteMany({});
    await rows.insertOne({ _id: 1, ...before } as Document);
    await rows.updateOne({ _id: 1, ...filter } as Document, update, options);
    const { _id, ...after } = (await rows.findOne({ _id: 1 } as Document)) as Document;
    expect(_id).toBe(1);
    return after;
  }

  test('field operators set, unset, rename, count and compare', async () => {
    expect(await updated({ a: 1 }, { $set: { 'b.c': 2, a: 3 } })).toEqual({ a: 3, b: { c: 2 } });
    expect(await updated({ a: 1, b: { c: 1, d: 2 } }, { $unset: { a: '', 'b.c': '', x: '' } })).toEqual({
      b: { d: 2 },
    });
    expect(await updated({ a: 1, b: { c: 2 } }, { $rename: { a: 'z', 'b.c': 'b.d' } })).toEqual({ z: 1, b: { d: 2 } });
    expect(await updated({ a: 1 }, { $inc: { a: 2, n: 5 }, $mul: { m: 3 } })).toEqual({ a: 3, n: 5, m: 0 });
    expect(await updated({ a: 5, b: 5 }, { $min: { a: 3, b: 9 }, $max: { c: 1 } })).toEqual({ a: 3, b: 5, c: 1 });
    expect(await updated({ a: 13 }, { $bit: { a: { and: 10 } } })).toEqual({ a: 8 });
    expect(await updated({ a: [0, 1] }, { $set: { 'a.3': 9 } })).toEqual({ a: [0, 1, null, 9] });
    expect(await updated({ a: [0, 1] }, { $unset: { 'a.0': 1 } })).toEqual({ a: [null, 1] });
    const dated = await updated({}, { $currentDate: { at: true, ts: { $type: 'timestamp' } } } as Document);
    expect(dated['at']).toBeInstanceOf(Date);
    expect(dated['ts']).toBeInstanceOf(Timestamp);
  });

  test('arithmetic keeps the wider of the two types', async () => {
    const typed = async (before: unknown, operator: '$inc' | '$mul', operand: unknown): Promise<unknown> => {
      await rows.deleteMany({});
      await rows.insertOne({ _id: 1, n: before } as Document);
      await rows.updateOne({}, { [operator]: { n: operand } });
      return ((await rows.findOne({}, { promoteValues: false })) as Document)['n'] as unknown;
    };
    expect(await typed(1, '$inc', 1)).toEqual(new Int32(2));
    expect(await typed(2_147_483_647, '$inc', 1)).toEqual(Long.fromNumber(2_147_483_648));
    expect(await typed(1, '$inc', new Double(1))).toEqual(new Double(2));
    expect(await typed(Long.fromNumber(5), '$inc', 1)).toEqual(Long.fromNumber(6));
    expect(await typed(Decimal128.fromString('0.10'), '$inc', Decimal128.fromString('0.20'))).toEqual(
      Decimal128.fromString('0.3'),
    );
    expect(await typed(3, '$mul', new Double(0.5))).toEqual(new Double(1.5));
    expect((await errorOf(typed('text', '$inc', 1))).code).toBe(14);
    expect((await errorOf(typed(1, '$inc', 'text'))).code).toBe(14);
    expect((await errorOf(typed(Long.MAX_VALUE, '$inc', 1))).code).toBe(2);
  });

  test('array operators add, take, order and cut', async () => {
    expect(await updated({ a: [1] }, { $push: { a: 2, b: 1 } } as Document)).toEqual({ a: [1, 2], b: [1] });
    expect(await updated({ a: [3] }, { $push: { a: { $each: [2, 1], $sort: 1, $slice: -2 } } } as Document)).toEqual({
      a: [2, 3],
    });
    expect(
      await updated({ a: [{ n: 2 }] }, {
        $push: { a: { $each: [{ n: 1 }, { n: 3 }], $sort: { n: -1 }, $position: 0 } },
      } as Document),
    ).toEqual({ a: [{ n: 3 }, { n: 2 }, { n: 1 }] });
    expect(await updated({ a: [1] }, { $push: { a: { $each: [7, 8], $position: 0 } } } as Document)).toEqual({
      a: [7, 8, 1],
    });
    expect(await updated({ a: [1, { x: 1 }] }, { $addToSet: { a: { $each: [1, { x: 1 }, 2, 2] } } })).toEqual({
      a: [1, { x: 1 }, 2],
    });
    expect(await updated({ a: [1, 2, 3] }, { $pop: { a: 1 } } as Document)).toEqual({ a: [1, 2] });
    expect(await updated({ a: [1, 2, 3] }, { $pop: { a: -1 } } as Document)).toEqual({ a: [2, 3] });
    expect(await updated({ a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } } as Document)).toEqual({ a: [1] });
    expect(await updated({ a: [{ x: 1, y: 2 }, { x: 2 }] }, { $pull: { a: { x: 1 } } } as Document)).toEqual({
      a: [{ x: 2 }],
    });
    expect(await updated({ a: [1, 2, 1] }, { $pullAll: { a: [1] } } as Document)).toEqual({ a: [2] });
    expect((await errorOf(updated({ a: 5 }, { $push: { a: 1 } } as Document))).code).toBe(2);
  });

  test('positional updates change the element that matched, all of them, or the filtered ones', async () => {
    const list = {
      list: [
        { k: 1, n: 1 },
        { k: 2, n: 1 },
        { k: 2, n: 5 },
      ],
    };
    expect(await updated(list, { $set: { 'list.$.n': 9 } }, {}, { 'list.k': 2 })).toEqual({
      list: [
        { k: 1, n: 1 },
        { k: 2, n: 9 },
        { k: 2, n: 5 },
      ],
    });
    expect(await updated(list, { $set: { 'list.$.n': 9 } }, {}, { list: { $elemMatch: { k: 2, n: 5 } } })).toEqual({
      list: [
        { k: 1, n: 1 },
        { k: 2, n: 1 },
        { k: 2, n: 9 },
      ],
    });
    expect(await updated(list, { $inc: { 'list.$[].n': 1 } })).toEqual({
      list: [
        { k: 1, n: 2 },
        { k: 2, n: 2 },
        { k: 2, n: 6 },
      ],
    });
    expect(
      await updated(list, { $set: { 'list.$[e].n': 0 } }, { arrayFilters: [{ 'e.k': 2, 'e.n': { $lt: 5 } }] }),
    ).toEqual({
      list: [
        { k: 1, n: 1 },
        { k: 2, n: 0 },
        { k: 2, n: 5 },
      ],
    });
    expect((await errorOf(updated(list, { $set: { 'list.$.n': 9 } }))).code).toBe(2);
    expect((await errorOf(updated(list, { $set: { 'list.$[e].n': 0 } }, { arrayFilters: [{ 'f.k': 2 }] }))).code).toBe(
      9,
    );
  });

  test('updates that contradict themselves or cannot be done are refused and change nothing', async () => {
    expect((await errorOf(updated({}, { $set: { a: 1 }, $inc: { a: 1 } }))).code).toBe(40);
    expect((await errorOf(updated({}, { $set: { 'a.b': 1, a: 1 } }))).code).toBe(40);
    expect((await errorOf(updated({ a: 1 }, { $set: { 'a.b': 1 } }))).code).toBe(28);
    expect((await errorOf(updated({}, { $set: { _id: 2 } }))).code).toBe(66);
    expect((await errorOf(updated({}, { $explode: { a: 1 } }))).code).toBe(9);
    expect(await rows.findOne({})).toEqual({ _id: 1 });
  });

  test("a pipeline updates with the document's own fields", async () => {
    expect(await updated({ a: 1, b: 2 }, [{ $set: { sum: { $add: ['$a', '$b'] } } }, { $unset: 'a' }])).toEqual({
      b: 2,
      sum: 3,
    });
    expect((await errorOf(updated({}, [{ $match: {} }]))).code).toBe(72);
  });

  test('matched and modified are counted apart', async () => {
    await rows.insertMany([{ a: 1 }, { a: 1 }, { a: 2 }]);
    expect(await rows.updateMany({ a: 1 }, { $set: { a: 1 } })).toMatchObject({ matchedCount: 2, modifiedCount: 0 });
    expect(await rows.updateMany({}, { $set: { a: 1 } })).toMatchObject({ matchedCount: 3, modifiedCount: 1 });
    expect(await rows.replaceOne({ a: 1 }, { b: 1 })).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
    expect(await rows.deleteOne({ a: 1 })).toMatchObject({ deletedCount: 1 });
    expect(await rows.deleteMany({})).toMatchObject({ deletedCount: 2 });
  });

  test('an upsert takes its fields from the query and the update', async () => {
    const result = await rows.updateOne(
      { _id: 7, 'a.b': 1, c: { $gt: 5 }, $and: [{ d: 4 }] } as Document,
      { $set: { e: 5 }, $setOnInsert: { f: 6 } },
      { upsert: true },
    );
    expect(result).toMatchObject({ matchedCount: 0, upsertedCount: 1, upsertedId: 7 });
    expect(await rows.findOne({})).toEqual({ _id: 7, a: { b: 1 }, d: 4, e: 5, f: 6 });
    await rows.updateOne({ _id: 7 } as Document, { $setOnInsert: { f: 99 } }, { upsert: true });
    expect(await rows.findOne({})).toMatchObject({ f: 6 });
    await rows.replaceOne({ _id: 8 } as Document, { z: 1 }, { upsert: true });
    expect(await rows.findOne({ z: 1 })).toEqual({ _id: 8, z: 1 });
  });

  test('findOneAnd… gives the document before or after, sorted and projected', async () => {
    await rows.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ] as Document[]);
    expect(await rows.findOneAndUpdate({}, { $inc: { n: 10 } }, { sort: { n: -1 } })).toEqual({ _id: 2, n: 2 });
    expect(
      await rows.findOneAndUpdate(
        { _id: 2 } as Document,
        { $inc: { n: 1 } },
        { returnDocument: 'after', projection: { _id: 0 } },
      ),
    ).toEqual({ n: 13 });
    expect(await rows.findOneAndReplace({ _id: 1 } as Document, { m: 1 }, { returnDocument: 'after' })).toEqual({
      _id: 1,
      m: 1,
    });
    expect(await rows.findOneAndDelete({ m: 1 })).toEqual({ _id: 1, m: 1 });
    expect(await rows.findOneAndDelete({ m: 1 })).toBeNull();
    expect(await rows.findOneAndUpdate({ _id: 9 } as Document, { $set: { n: 1 } }, { upsert: true })).toBeNull();
    expect(
      await rows.findOneAndUpdate(
        { _id: 10 } as Document,
        { $set: { n: 1 } },
        { upsert: true, returnDocument: 'after' },
      ),
    ).toEqual({ _id: 10, n: 1 });
  });

  test('an ordered bulk ends at its first error, an unordered one goes on', async () => {
    const bulk = [
      { insertOne: { document: { _id: 1 } } },
      { insertOne: { document: { _id: 1 } } },
      { insertOne: { document: { _id: 2 } } },
    ] as never;
    expect(await errorOf(rows.bulkWrite(bulk))).toMatchObject({ code: 11000 });
    expect(await rows.countDocuments()).toBe(1);
    await rows.deleteMany({});
    const error = (await errorOf(rows.bulkWrite(bulk, { ordered: false }))) as unknown as {
      writeErrors: { index: number; code: number }[];
    };
    expect(error.writeErrors.map(({ index, code }) => [index, code])).toEqual([[1, 11000]]);
    expect(await rows.countDocuments()).toBe(2);
  });

  test('what a standalone has not is refused as a standalone refuses it', async () => {
    await rows.insertOne({ a: 1 });
    const session = store.client.startSession();
    session.startTransaction();
    expect(await errorOf(rows.findOne({}, { session }))).toMatchObject({ code: 20 });
    await session.endSession();
    const stream = rows.watch();
    expect((await errorOf(stream.next())).code).toBe(40573);
    await stream.close();
    const hello = await store.db.admin().command({ hello: 1 });
    expect(hello['setName']).toBeUndefined();
    expect((await errorOf(rows.insertOne({ a: 1 }, { writeConcern: { w: 3 } }))).code).toBe(2);
  });

  test('of many upserts and claims on one key at once, one wins', async () => {
    await rows.createIndex({ key: 1 }, { unique: true });
    const upserts = await Promise.all(
      Array.from({ length: 40 }, async (_, i) => rows.updateOne({ key: 'k' }, { $set: { by: i } }, { upsert: true })),
    );
    expect(upserts.filter(({ upsertedCount }) => upsertedCount === 1)).toHaveLength(1);
    await rows.insertOne({ key: 'job', state: 'free' });
    const claims = await Promise.all(
      Array.from({ length: 40 }, async (_, i) =>
        rows.findOneAndUpdate({ key: 'job', state: 'free' }, { $set: { state: 'taken', by: i } }),
      ),
    );
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    const counts = await Promise.all(
      Array.from({ length: 50 }, async () =>
        rows.findOneAndUpdate({ key: 'n' }, { $inc: { n: 1 } }, { upsert: true, returnDocument: 'after' }),
      ),
    );
    expect(new Set(counts.map((counted) => counted?.['n'] as number)).size).toBe(50);
  });
});
