import { appendFileSync } from 'node:fs';
import { MongoClient } from 'mongodb';

/**
 * Writers that note what was acknowledged to them: `node writeUntilKilled.ts <url> <round> <notes>`. A note is written
 * after the acknowledgement, so what is noted must be in the store. Each writer inserts a key of its own, tries a key
 * that all of them want, and counts a common counter up.
 */
const [url = '', round = '0', notes = ''] = process.argv.slice(2);
const WRITERS = 8;
const client = new MongoClient(url, { maxPoolSize: WRITERS, serverSelectionTimeoutMS: 1_000 });
const rows = client
  .db('kill')
  .collection<{ _id: string; key?: string; list?: unknown[]; text?: string; n?: number }>('rows');

async function write(writer: number): Promise<void> {
  for (let n = 0; ; n += 1) {
    const own = `${round}-${writer}-${n}`;
    await rows.insertOne({ _id: own, key: own, list: [n, { writer }], text: 'x'.repeat(400) });
    appendFileSync(notes, `own ${own}\n`);
    const wanted = `${round}-wanted-${Math.floor(n / 2)}`;
    const won = await rows.insertOne({ _id: `${own}-w`, key: wanted }).then(
      () => true,
      (error: { code?: number }) => {
        if (error.code !== 11000) throw error;
        return false;
      },
    );
    if (won) appendFileSync(notes, `won ${wanted}\n`);
    const counted = await rows.findOneAndUpdate(
      { _id: 'counter' },
      { $inc: { n: 1 } },
      { upsert: true, returnDocument: 'after' },
    );
    appendFileSync(notes, `count ${String(counted?.['n'])}\n`);
  }
}

// The store is killed under the writers: they end by the error of their next write.
await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer))).catch(() => undefined);
process.exit(0);
