import { MongoClient } from 'mongodb';
import { document1KiB } from './documents.ts';

/** Clients of the official driver, each inserting one document after the other: `node insertAsClients.ts <url> <clients> <ms>`. */
const [url = '', clients = '64', forMs = '1000'] = process.argv.slice(2);
const client = await new MongoClient(url, { maxPoolSize: Number(clients), minPoolSize: Number(clients) }).connect();
const rows = client.db('bench').collection('rows');
await rows.createIndex({ n: 1 });
let inserted = 0;
let counting = false;
let ends = Infinity;

async function insertUntilEnd(): Promise<void> {
  while (performance.now() < ends) {
    await rows.insertOne(document1KiB(inserted));
    if (counting) inserted += 1;
  }
}

const running = Array.from({ length: Number(clients) }, insertUntilEnd);
// All connections are open and the code is compiled before anything counts.
await new Promise((resolve) => setTimeout(resolve, 500));
counting = true;
const begin = performance.now();
ends = begin + Number(forMs);
await Promise.all(running);
process.stdout.write(JSON.stringify({ perSec: inserted / ((performance.now() - begin) / 1_000) }));
await client.close();
