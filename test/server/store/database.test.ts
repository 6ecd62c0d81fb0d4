import { mkdtemp, rm } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Schema } from 'mongoose';
import type { Model } from 'mongoose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Database } from '../../../server/store/Database.ts';

const run = promisify(execFile);
const COMMAND = `${import.meta.dirname}/../../../server/store/backupCommand.ts`;

interface Household {
  readonly name: string;
  readonly village: string;
  readonly income: bigint;
  readonly members: { name: string; age: number }[];
  readonly tags: Map<string, string>;
  readonly visits: unknown[];
}

const householdSchema = new Schema<Household>(
  {
    name: { type: String, required: true, unique: true },
    village: { type: String, index: true },
    income: BigInt,
    members: [{ name: String, age: Number }],
    tags: { type: Map, of: String },
    visits: [{ type: Schema.Types.ObjectId, ref: 'Visit' }],
  },
  { timestamps: true, optimisticConcurrency: true },
);
const visitSchema = new Schema({ at: Date, total: Schema.Types.Decimal128, photo: Buffer });

describe('the database as the platform opens it', () => {
  let folder: string;
  let database: Database;
  let households: Model<Household>;
  const lines: string[] = [];
  const log = { info: (_object: object, message: string) => void lines.push(message) };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'store-'));
    database = await Database.create({ dataDir: folder, log });
    // Mongoose's inferred document type and the written one differ in a virtual that nobody here reads.
    households = database.connection.model('Household', householdSchema) as unknown as Model<Household>;
    await households.init();
  });
  afterEach(async () => {
    await database.close();
    await database.close();
    await rm(folder, { recursive: true });
  });

  test("Mongoose's documents, maps, references, versions and big numbers come back as they went", async () => {
    const visits = database.connection.model('Visit', visitSchema);
    const visit = await visits.create({ at: new Date(5), total: '12.50', photo: Buffer.from([1, 2]) });
    const made = await households.create({
      name: '李',
      village: '东',
      income: 9_007_199_254_740_993n,
      members: [{ name: 'a', age: 3 }],
      tags: { k: 'v' },
      visits: [visit._id],
    });
    const found = await households.findById(made._id).populate('visits').orFail();
    expect(found.income).toBe(9_007_199_254_740_993n);
    expect(found.tags.get('k')).toBe('v');
    expect(found.visits).toMatchObject([{ at: new Date(5) }]);
    expect(String((found.visits[0] as { total: unknown }).total)).toBe('12.50');

    const stale = await households.findById(made._id).orFail();
    found.members.push({ name: 'b', age: 5 });
    await found.save();
    stale.members.push({ name: 'c', age: 7 });
    await expect(stale.save()).rejects.toThrow(/version/i);
    expect((await households.findOne({ 'members.age': { $gt: 4 } }).orFail()).members).toHaveLength(2);
  });

  test('a second of a unique name is refused, and bulk writes and cursors work', async () => {
    await households.insertMany([
      { name: 'a', village: 'x' },
      { name: 'b', village: 'x' },
    ]);
    await expect(households.create({ name: 'a' })).rejects.toMatchObject({ code: 11000, keyValue: { name: 'a' } });
    await households.bulkWrite([
      { updateOne: { filter: { name: 'a' }, update: { $set: { village: 'y' } } as never } },
      { insertOne: { document: { name: 'c', village: 'y' } as never } },
      { deleteOne: { filter: { name: 'b' } } },
    ]);
    const names: string[] = [];
    for await (const household of households.find().sort({ name: -1 }).cursor({ batchSize: 1 }))
      names.push(household.name);
    expect(names).toEqual(['c', 'a']);
    expect(await households.aggregate([{ $group: { _id: '$village', n: { $sum: 1 } } }])).toEqual([{ _id: 'y', n: 2 }]);
    expect(await households.exists({ name: 'c' })).not.toBeNull();
    expect(await households.distinct('name')).toEqual(['a', 'c']);
    await households.syncIndexes();
    expect(Object.keys(await households.collection.indexInformation())).toEqual(['_id_', 'name_1', 'village_1']);
  });

  test('two databases in one process know nothing of each other', async () => {
    const other = await mkdtemp(join(tmpdir(), 'store-'));
    const second = await Database.create({ dataDir: other, log });
    await households.create({ name: 'mine' });
    expect(await second.connection.model('Household', householdSchema).countDocuments()).toBe(0);
    await second.close();
    await rm(other, { recursive: true });
  });

  test('the backup command copies the running store and puts the copy back when it is stopped', async () => {
    const env = { ...process.env, DATA_DIR: folder, MONGODB_URL: undefined };
    const copy = join(folder, 'copy.sqlite');
    await households.create({ name: 'kept' });
    expect((await run(process.execPath, [COMMAND, copy], { env })).stdout).toContain('copied the store to');
    await households.deleteMany({});
    await expect(run(process.execPath, [COMMAND, '--restore', copy], { env })).rejects.toMatchObject({ code: 1 });
    await database.close();
    expect((await run(process.execPath, [COMMAND, '--restore', copy], { env })).stdout).toContain(
      'what was there is now',
    );
    database = await Database.create({ dataDir: folder, log });
    expect(await database.connection.model('Household', householdSchema).countDocuments({ name: 'kept' })).toBe(1);
    await expect(run(process.execPath, [COMMAND], { env })).rejects.toMatchObject({ code: 2 });
  });
});
