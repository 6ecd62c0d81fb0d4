import { Decimal128 } from 'mongodb';
import type { Collection, Document } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OpenStore } from './openStore.ts';
import { STORES, errorOf } from './openStore.ts';

describe.each(STORES)('indexes of %s', (_name, open) => {
  let store: OpenStore;
  let rows: Collection<Document>;
  beforeAll(async () => void (store = await open()));
  afterAll(async () => store.close());
  beforeEach(async () => {
    await store.db.dropDatabase();
    rows = store.db.collection('rows');
  });

  interface Explained {
    readonly indexName: string | undefined;
    readonly examined: number;
    readonly returned: number;
    readonly sorts: boolean;
  }

  async function explain(filter: Document, sort: Document = {}): Promise<Explained> {
    const told = await rows.find(filter).sort(sort).explain('executionStats');
    const text = JSON.stringify((told['queryPlanner'] as Document)['winningPlan']);
    const { totalDocsExamined, nReturned } = told['executionStats'] as { totalDocsExamined: number; nReturned: number };
    return {
      indexName: /"indexName":"([^"]+)"/.exec(text)?.[1],
      examined: totalDocsExamined,
      returned: nReturned,
      sorts: text.includes('"SORT"'),
    };
  }

  test('equality, $in, ranges and order are served by an index, and only what matches is looked at', async () => {
    await rows.insertMany(
      Array.from({ length: 500 }, (_, i) => ({ _id: i, a: i % 50, b: i, c: `s${i}` })) as Document[],
    );
    await rows.createIndexes([{ key: { a: 1, b: -1 } }, { key: { c: 1 } }]);
    expect(await explain({ a: 7 })).toEqual({ indexName: 'a_1_b_-1', examined: 10, returned: 10, sorts: false });
    expect(await explain({ a: { $in: [7, 8] } })).toMatchObject({ indexName: 'a_1_b_-1', examined: 20, returned: 20 });
    expect(await explain({ a: 7, b: { $gte: 100, $lt: 200 } })).toMatchObject({
      indexName: 'a_1_b_-1',
      examined: 2,
      returned: 2,
    });
    expect(await explain({ a: 7 }, { b: 1 })).toMatchObject({ indexName: 'a_1_b_-1', examined: 10, sorts: false });
    expect(await explain({ a: 7 }, { b: -1 })).toMatchObject({ sorts: false });
    expect(await explain({ a: { $gt: 47 } }, { a: 1, b: -1 })).toMatchObject({ examined: 20, sorts: false });
    expect(await explain({ a: 7 }, { c: 1 })).toMatchObject({ sorts: true });
    expect(await explain({ _id: 5 })).toMatchObject({ examined: 1, returned: 1 });
    expect(await explain({ b: 5 })).toMatchObject({ indexName: undefined, examined: 500, returned: 1 });
    expect(await explain({ $or: [{ a: 7 }, { c: 's3' }] })).toMatchObject({ returned: 11 });
    const both = await rows
      .find({ a: { $gte: 10, $lte: 11 } })
      .sort({ a: -1, b: 1 })
      .toArray();
    expect(both.map(({ b }) => b as number)).toEqual(
      [...Array(10).keys()].map((i) => 11 + 50 * i).concat([...Array(10).keys()].map((i) => 10 + 50 * i)),
    );
  });

  test('a unique index refuses a second, tells its key, and leaves nothing of the refused document behind', async () => {
    await rows.createIndexes([{ key: { 'a.b': 1, c: 1 }, unique: true }, { key: { z: 1 } }]);
    await rows.insertOne({ _id: 1, a: { b: 5 }, c: 'x', z: 1 } as Document);
    const error = await errorOf(
      rows.insertOne({ _id: 2, a: { b: Decimal128.fromString('5.0') }, c: 'x', z: 2 } as Document),
    );
    expect(error).toMatchObject({ code: 11000, keyPattern: { 'a.b': 1, c: 1 } });
    expect(error.message).toContain('E11000 duplicate key error collection: ');
    expect(await rows.countDocuments({ z: 2 })).toBe(0);
    await rows.insertOne({ _id: 2, a: { b: 6 }, c: 'x' } as Document);
    expect(await errorOf(rows.updateOne({ _id: 2 } as Document, { $set: { 'a.b': 5 } }))).toMatchObject({
      code: 11000,
      keyValue: { 'a.b': 5, c: 'x' },
    });
    expect(await rows.findOne({ _id: 2 } as Document)).toMatchObject({ a: { b: 6 } });
    expect(await errorOf(rows.insertOne({ _id: 2 } as Document))).toMatchObject({
      code: 11000,
      keyPattern: { _id: 1 },
      keyValue: { _id: 2 },
    });
  });

  test('a unique index over arrays holds between documents, not within one', async () => {
    await rows.createIndex({ tags: 1 }, { unique: true });
    await rows.insertOne({ tags: ['a', 'b', 'a'] });
    expect((await errorOf(rows.insertOne({ tags: ['c', 'b'] }))).code).toBe(11000);
    await rows.updateOne({}, { $pull: { tags: 'b' } } as Document);
    await rows.insertOne({ tags: ['c', 'b'] });
    expect(await rows.countDocuments({ tags: 'b' })).toBe(1);
  });

  test('a unique index cannot be made over duplicates, and is then not there', async () => {
    await rows.insertMany([{ a: 1 }, { a: 1 }]);
    expect((await errorOf(rows.createIndex({ a: 1 }, { unique: true }))).code).toBe(11000);
    expect((await rows.indexes()).map(({ name }) => name)).toEqual(['_id_']);
    await rows.insertOne({ a: 1 });
  });

  test('sparse and partial indexes hold what they say, and never hide a document from a query', async () => {
    await rows.createIndex({ s: 1 }, { sparse: true, unique: true });
    await rows.createIndex({ p: 1 }, { partialFilterExpression: { open: true }, unique: true });
    await rows.insertMany([
      { _id: 1 },
      { _id: 2 },
      { _id: 3, s: 1 },
      { _id: 4, p: 1, open: true },
      { _id: 5, p: 1, open: false },
      { _id: 6, p: 1 },
    ] as Document[]);
    expect((await errorOf(rows.insertOne({ s: 1 }))).code).toBe(11000);
    expect((await errorOf(rows.insertOne({ p: 1, open: true }))).code).toBe(11000);
    expect(await rows.countDocuments({ s: null })).toBe(5);
    expect(await rows.find().sort({ s: 1 }).toArray()).toHaveLength(6);
    expect(await rows.countDocuments({ p: 1 })).toBe(3);
    expect(await explain({ p: 1, open: true })).toMatchObject({ indexName: 'p_1', examined: 1 });
    await rows.updateOne({ _id: 5 } as Document, { $set: { p: 2, open: true } });
    expect(await rows.countDocuments({ p: 2, open: true })).toBe(1);
  });

  test('parallel arrays in one index are refused', async () => {
    await rows.createIndex({ a: 1, b: 1 });
    expect((await errorOf(rows.insertOne({ a: [1, 2], b: [3, 4] }))).code).toBe(171);
    await rows.insertMany([
      { a: [1, 2], b: 3 },
      { a: 1, b: [3, 4] },
    ]);
    expect(await rows.countDocuments({ a: 1, b: 3 })).toBe(2);
  });

  test('indexes are listed, found again by name and key, and dropped', async () => {
    await rows.insertOne({});
    expect(await rows.createIndex({ a: 1, 'b.c': -1 })).toBe('a_1_b.c_-1');
    await rows.createIndex({ at: 1 }, { expireAfterSeconds: 5, name: 'expiry' });
    expect(await rows.createIndex({ at: 1 }, { expireAfterSeconds: 5, name: 'expiry' })).toBe('expiry');
    expect((await errorOf(rows.createIndex({ at: 1 }, { expireAfterSeconds: 9, name: 'expiry' }))).code).toBe(85);
    expect((await errorOf(rows.createIndex({ other: 1 }, { name: 'expiry' }))).code).toBe(86);
    await store.db.command({ collMod: 'rows', index: { name: 'expiry', expireAfterSeconds: 60 } });
    expect(await rows.indexes()).toEqual([
      { v: 2, key: { _id: 1 }, name: '_id_' },
      { v: 2, key: { a: 1, 'b.c': -1 }, name: 'a_1_b.c_-1' },
      { v: 2, key: { at: 1 }, name: 'expiry', expireAfterSeconds: 60 },
    ]);
    await rows.dropIndex('expiry');
    expect((await errorOf(rows.dropIndex('expiry'))).code).toBe(27);
    expect((await errorOf(rows.dropIndex('_id_'))).code).toBe(72);
    await rows.dropIndexes();
    expect(await rows.indexes()).toHaveLength(1);
    expect((await errorOf(store.db.collection('absent').indexes())).code).toBe(26);
    expect((await errorOf(rows.find({}).hint('absent').toArray())).code).toBe(2);
  });

  test('collections and databases are listed, created and dropped', async () => {
    await store.db.createCollection('made');
    await rows.insertOne({});
    expect((await store.db.listCollections().toArray()).map(({ name }) => name).sort()).toEqual(['made', 'rows']);
    expect(await store.db.listCollections({ name: 'made' }, { nameOnly: true }).toArray()).toMatchObject([
      { name: 'made', type: 'collection' },
    ]);
    expect((await store.client.db().admin().listDatabases()).databases.map(({ name }) => name)).toContain(
      store.db.databaseName,
    );
    expect(await store.db.dropCollection('made')).toBe(true);
    expect((await store.db.listCollections().toArray()).map(({ name }) => name)).toEqual(['rows']);
    expect((await errorOf(store.db.collection('a$b').insertOne({}))).name).toMatch(/^Mongo/);
  });
});
