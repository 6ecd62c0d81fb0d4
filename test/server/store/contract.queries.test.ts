import { BSONRegExp, Binary, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb';
import type { Collection, Document } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OpenStore } from './openStore.ts';
import { STORES, errorOf } from './openStore.ts';

describe.each(STORES)('queries of %s', (_name, open) => {
  let store: OpenStore;
  let rows: Collection<Document>;
  beforeAll(async () => void (store = await open()));
  afterAll(async () => store.close());
  beforeEach(async () => {
    await store.db.dropDatabase();
    rows = store.db.collection('rows');
  });

  async function idsOf(filter: Document): Promise<unknown[]> {
    return (await rows.find(filter, { projection: { _id: 1 }, sort: { _id: 1 } }).toArray()).map(
      ({ _id }) => _id as unknown,
    );
  }

  test("values of different types sort in BSON's order", async () => {
    const ordered = [
      new MinKey(),
      null,
      -3,
      new Double(1.5),
      Long.fromNumber(2),
      Decimal128.fromString('2.5'),
      'a',
      'b',
      { a: 1 },
      { a: 2 },
      new Binary(Buffer.from('a')),
      new ObjectId('000000000000000000000001'),
      false,
      true,
      new Date(0),
      new Timestamp({ t: 1, i: 1 }),
      new BSONRegExp('a', 'i'),
      new MaxKey(),
    ];
    const shuffled = ordered.map((v, i) => ({ _id: i, v })).sort((a, b) => ((a._id * 7) % 18) - ((b._id * 7) % 18));
    await rows.insertMany(shuffled as Document[]);
    const expected = ordered.map((_, i) => i);
    const sortedIds = async (direction: 1 | -1): Promise<unknown[]> =>
      (await rows.find().sort({ v: direction }).toArray()).map(({ _id }) => _id as unknown);
    expect(await sortedIds(1)).toEqual(expected);
    expect(await sortedIds(-1)).toEqual(expected.toReversed());
    await rows.createIndex({ v: 1 });
    expect(await sortedIds(1)).toEqual(expected);
    expect(await sortedIds(-1)).toEqual(expected.toReversed());
  });

  test('numbers of different types are equal where their values are', async () => {
    await rows.insertMany([
      { _id: 1, v: new Int32(5) },
      { _id: 2, v: new Double(5) },
      { _id: 3, v: Long.fromNumber(5) },
      { _id: 4, v: Decimal128.fromString('5.00') },
      { _id: 5, v: 9.99 },
      { _id: 6, v: Decimal128.fromString('9.99') },
      { _id: 7, v: Long.fromString('9007199254740993') },
      { _id: 8, v: 9007199254740992 },
    ] as Document[]);
    for (const indexed of [false, true]) {
      if (indexed) await rows.createIndex({ v: 1 });
      expect(await idsOf({ v: 5 })).toEqual([1, 2, 3, 4]);
      expect(await idsOf({ v: Decimal128.fromString('5') })).toEqual([1, 2, 3, 4]);
      expect(await idsOf({ v: Decimal128.fromString('9.99') })).toEqual([6]);
      expect(await idsOf({ v: 9.99 })).toEqual([5]);
      expect(await idsOf({ v: Long.fromString('9007199254740993') })).toEqual([7]);
      expect(await idsOf({ v: { $gt: 9007199254740992 } })).toEqual([7]);
    }
  });

  test('what was stored comes back with its exact types', async () => {
    const document = {
      _id: new ObjectId(),
      int: new Int32(1),
      double: new Double(1),
      long: Long.fromString('9223372036854775807'),
      minusZero: new Double(-0),
      decimal: Decimal128.fromString('1.10'),
      date: new Date(1_700_000_000_000),
      binary: new Binary(Buffer.from([0, 255, 1]), 5),
      regex: new BSONRegExp('^a', 'im'),
      nested: { list: ['1', ['2', { deep: null }]] },
      text: '低保 👪',
      timestamp: new Timestamp({ t: 7, i: 3 }),
    };
    await rows.insertOne(document);
    await rows.updateOne({ _id: document._id }, { $set: { other: 1 } });
    const found = await rows.findOne({ _id: document._id }, { promoteValues: false, bsonRegExp: true });
    const { other, ...kept } = found as Document;
    expect(other).toEqual(new Int32(1));
    expect(kept).toEqual(document);
  });

  test('binaries, and only equal ones, are equal', async () => {
    await rows.insertMany([
      { _id: 1, v: new Binary(Buffer.from([0xff, 0xfe])) },
      { _id: 2, v: new Binary(Buffer.from([0xfe, 0xff])) },
    ] as Document[]);
    expect(await idsOf({ v: new Binary(Buffer.from([0xfe, 0xff])) })).toEqual([2]);
  });

  test('null matches what is null or missing, and $exists tells the two apart', async () => {
    await rows.insertMany([
      { _id: 1, a: null },
      { _id: 2 },
      { _id: 3, a: 0 },
      { _id: 4, a: { b: null } },
      { _id: 5, a: [] },
      { _id: 6, a: [{ b: 1 }, {}] },
    ] as Document[]);
    for (const indexed of [false, true]) {
      if (indexed) await rows.createIndexes([{ key: { a: 1 } }, { key: { 'a.b': 1 } }]);
      expect(await idsOf({ a: null })).toEqual([1, 2]);
      expect(await idsOf({ a: { $exists: false } })).toEqual([2]);
      expect(await idsOf({ a: { $ne: null } })).toEqual([3, 4, 5, 6]);
      expect(await idsOf({ 'a.b': null })).toEqual([1, 2, 3, 4, 6]);
      expect(await idsOf({ 'a.b': { $exists: true } })).toEqual([4, 6]);
      expect(await idsOf({ a: { $in: [null, 0] } })).toEqual([1, 2, 3]);
    }
  });

  test('arrays match as a whole, by element, and by position', async () => {
    await rows.insertMany([
      { _id: 1, a: [1, 2, 3] },
      { _id: 2, a: [3, 2, 1] },
      { _id: 3, a: 2 },
      { _id: 4, a: [[1, 2, 3]] },
      { _id: 5, a: [] },
      {
        _id: 6,
        a: [
          { b: 1, c: 2 },
          { b: 2, c: 1 },
        ],
      },
      { _id: 7, a: [{ b: 1, c: 1 }] },
    ] as Document[]);
    for (const indexed of [false, true]) {
      if (indexed) await rows.createIndexes([{ key: { a: 1 } }, { key: { 'a.b': 1, 'a.c': 1 } }]);
      expect(await idsOf({ a: [1, 2, 3] })).toEqual([1, 4]);
      expect(await idsOf({ a: 2 })).toEqual([1, 2, 3]);
      expect(await idsOf({ a: [] })).toEqual([5]);
      expect(await idsOf({ 'a.0': 1 })).toEqual([1]);
      expect(await idsOf({ a: { $all: [1, 3] } })).toEqual([1, 2]);
      expect(await idsOf({ a: { $size: 3 } })).toEqual([1, 2]);
      expect(await idsOf({ 'a.b': 1, 'a.c': 1 })).toEqual([6, 7]);
      expect(await idsOf({ a: { $elemMatch: { b: 1, c: 1 } } })).toEqual([7]);
      expect(await idsOf({ a: { $elemMatch: { $gt: 2, $lt: 4 } } })).toEqual([1, 2]);
      expect(await idsOf({ a: { $gt: 2, $lt: 2 } })).toEqual([1, 2]);
      expect(await idsOf({ a: { $ne: 2 } })).toEqual([4, 5, 6, 7]);
    }
  });

  test('documents are equal only with their fields in the same order', async () => {
    await rows.insertMany([
      { _id: 1, v: { a: 1, b: 2 } },
      { _id: 2, v: { b: 2, a: 1 } },
    ] as Document[]);
    expect(await idsOf({ v: { a: 1, b: 2 } })).toEqual([1]);
    expect(await idsOf({ v: { b: 2, a: 1 } })).toEqual([2]);
  });

  test('ranges hold within one type', async () => {
    await rows.insertMany([
      { _id: 1, v: 1 },
      { _id: 2, v: '1' },
      { _id: 3, v: new Date(5) },
      { _id: 4, v: null },
      { _id: 5, v: NaN },
    ] as Document[]);
    for (const indexed of [false, true]) {
      if (indexed) await rows.createIndex({ v: -1 });
      expect(await idsOf({ v: { $gte: 0 } })).toEqual([1]);
      expect(await idsOf({ v: { $lt: 9 } })).toEqual([1]);
      expect(await idsOf({ v: { $gte: '' } })).toEqual([2]);
      expect(await idsOf({ v: { $gt: new Date(0) } })).toEqual([3]);
      expect(await idsOf({ v: { $gte: null } })).toEqual([4]);
      expect(await idsOf({ v: NaN })).toEqual([5]);
    }
  });

  test('the logical, the regular-expression, the type, the modulo and the bit operators work', async () => {
    await rows.insertMany([
      { _id: 1, s: 'Abc', n: 6 },
      { _id: 2, s: 'xyz', n: 7 },
      { _id: 3, s: 5, n: Long.fromNumber(8) },
    ] as Document[]);
    expect(await idsOf({ $or: [{ s: 'xyz' }, { n: 6 }] })).toEqual([1, 2]);
    expect(await idsOf({ $nor: [{ s: 'xyz' }, { n: 6 }] })).toEqual([3]);
    expect(await idsOf({ s: { $not: { $eq: 'xyz' } } })).toEqual([1, 3]);
    expect(await idsOf({ s: { $not: /^a/i } })).toEqual([2, 3]);
    expect(await idsOf({ s: /^a/i })).toEqual([1]);
    expect(await idsOf({ s: { $regex: '^A', $options: 'i' } })).toEqual([1]);
    expect(await idsOf({ s: { $in: [/^x/, 5] } })).toEqual([2, 3]);
    expect(await idsOf({ s: { $type: 'string' } })).toEqual([1, 2]);
    expect(await idsOf({ n: { $type: 'long' } })).toEqual([3]);
    expect(await idsOf({ n: { $mod: [2, 0] } })).toEqual([1, 3]);
    expect(await idsOf({ n: { $bitsAllSet: 6 } })).toEqual([1, 2]);
    expect(await idsOf({ $expr: { $gt: ['$n', 6] } })).toEqual([2, 3]);
  });

  test('unknown operators and wrong operands are errors', async () => {
    await rows.insertOne({ a: 1 });
    for (const filter of [
      { a: { $like: 'x' } },
      { $xor: [{ a: 1 }] },
      { a: { $in: 5 } },
      { $or: [] },
      { a: { $gt: 1, b: 2 } },
      { a: { $mod: [0, 1] } },
      { a: { $type: 'strange' } },
    ] as Document[]) {
      expect((await errorOf(rows.find(filter).toArray())).code, JSON.stringify(filter)).toBe(2);
    }
    expect((await errorOf(rows.find({}, { collation: { locale: 'fr', strength: 9 } }).toArray())).code).toBeTypeOf(
      'number',
    );
    expect((await errorOf(store.db.command({ find: 'rows', unheardOf: 1 }))).code).toBe(40415);
    expect(await errorOf(store.db.command({ frobnicate: 1 }))).toMatchObject({ code: 59, codeName: 'CommandNotFound' });
  });

  test('projections include, exclude, slice, match and compute', async () => {
    await rows.insertOne({ _id: 1, a: { b: 1, c: 2 }, list: [{ k: 1 }, { k: 2 }, { k: 3 }], s: 'x' } as Document);
    const project = async (projection: Document, filter: Document = {}): Promise<unknown> =>
      rows.findOne(filter, { projection });
    expect(await project({ 'a.b': 1 })).toEqual({ _id: 1, a: { b: 1 } });
    expect(await project({ a: { b: 1 }, _id: 0 })).toEqual({ a: { b: 1 } });
    expect(await project({ list: 0, a: 0 })).toEqual({ _id: 1, s: 'x' });
    expect(await project({ _id: 0, 'list.k': 1 })).toEqual({ list: [{ k: 1 }, { k: 2 }, { k: 3 }] });
    expect(await project({ list: { $slice: -1 }, s: 1 })).toEqual({ _id: 1, list: [{ k: 3 }], s: 'x' });
    expect(await project({ list: { $elemMatch: { k: { $gt: 1 } } } })).toEqual({ _id: 1, list: [{ k: 2 }] });
    expect(await project({ 'list.$': 1 }, { 'list.k': 3 })).toEqual({ _id: 1, list: [{ k: 3 }] });
    expect(await project({ _id: 0, twice: { $add: ['$a.b', '$a.b'] } })).toEqual({ twice: 2 });
    expect((await errorOf(project({ a: 1, s: 0 }))).name).toBe('MongoServerError');
  });

  test('a query that takes longer than it may is ended', async () => {
    await rows.insertMany(Array.from({ length: 20_000 }, (_, i) => ({ list: [i, i + 1, { deep: 'x'.repeat(50) }] })));
    expect((await errorOf(rows.find({ 'list.deep': 'absent' }).maxTimeMS(1).toArray())).code).toBe(50);
  });

  test('skip, limit and batches give every document once', async () => {
    await rows.insertMany(Array.from({ length: 1_050 }, (_, i) => ({ _id: i, v: i % 7 })) as Document[]);
    expect(await rows.find().batchSize(10).toArray()).toHaveLength(1_050);
    expect(
      (await rows.find().sort({ v: 1, _id: -1 }).skip(5).limit(2).toArray()).map(({ _id }) => _id as unknown),
    ).toEqual([1008, 1001]);
    expect(await rows.countDocuments({ v: 3 })).toBe(150);
    expect(await rows.estimatedDocumentCount()).toBe(1_050);
    expect(await rows.distinct('v')).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const limited = await store.db.command({ find: 'rows', limit: 4, batchSize: 2 });
    const { id } = limited['cursor'] as { id: Long };
    const last = await store.db.command({ getMore: Long.fromValue(id), collection: 'rows', batchSize: 2 });
    expect((last['cursor'] as { id: unknown; nextBatch: unknown[] }).nextBatch).toHaveLength(2);
    expect(String((last['cursor'] as { id: unknown }).id)).toBe('0');
    expect((await rows.find().sort({ $natural: -1 }).limit(1).toArray())[0]).toMatchObject({ _id: 1_049 });
    const cursor = rows.find().batchSize(2);
    await cursor.next();
    await cursor.close();
    expect((await errorOf(store.db.command({ getMore: Long.fromNumber(12345), collection: 'rows' }))).code).toBe(43);
  });
});
