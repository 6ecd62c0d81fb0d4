import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { ObjectId } from 'bson';
import { serialize } from 'bson';
import { document1KiB } from './documents.ts';

/** The yardstick: the same rows into plain SQLite, one durable commit each. `node insertPlain.ts <folder> <ms>` */
const [folder = '.', forMs = '1000'] = process.argv.slice(2);
const db = new DatabaseSync(join(folder, 'plain.sqlite'));
db.exec(
  'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE rows (id BLOB PRIMARY KEY, body BLOB NOT NULL)',
);
const insert = db.prepare('INSERT INTO rows (id, body) VALUES (?, ?)');
const begin = performance.now();
let inserted = 0;
while (performance.now() - begin < Number(forMs)) {
  const document = document1KiB(inserted);
  insert.run((document['_id'] as ObjectId).id, serialize(document));
  inserted += 1;
}
process.stdout.write(JSON.stringify({ perSec: inserted / ((performance.now() - begin) / 1_000) }));
db.close();
