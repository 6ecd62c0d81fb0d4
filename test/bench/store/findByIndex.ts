import { MongoClient } from 'mongodb';
import { document1KiB } from './documents.ts';

/** Fills a store to a number of documents and finds single ones by an index: `node findByIndex.ts <url> <documents>`. */
const [url = '', wanted = '10000'] = process.argv.slice(2);
const client = await new MongoClient(url).connect();
const rows = client.db('bench').collection('found');
await rows.createIndex({ n: 1 });
const size = Number(wanted);
for (let n = await rows.estimatedDocumentCount(); n < size; n += 1_000) {
  await rows.insertMany(Array.from({ length: 1_000 }, (_, i) => document1KiB(n + i)));
}
const timesUs: number[] = [];
for (let i = 0; i < 4_000; i += 1) {
  const n = Math.floor(Math.random() * size);
  const begin = performance.now();
  const found = await rows.findOne({ n });
  if (i >= 1_000) timesUs.push((performance.now() - begin) * 1_000);
  if (found?.['n'] !== n) throw new Error(`document ${n} was not found`);
}
timesUs.sort((a, b) => a - b);
process.stdout.write(JSON.stringify({ p50Us: timesUs[timesUs.length >> 1] }));
await client.close();
