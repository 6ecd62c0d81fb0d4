import { join } from 'node:path';
import { pino } from 'pino';
import { Database } from '../../../server/store/Database.ts';
import type { TrailEntry } from '../../../server/trail/contract.ts';
import { chain } from '../../../server/trail/proof/entry.ts';
import { openStores } from '../../../server/trail/stores.ts';
import { Trail } from '../../../server/trail/Trail.ts';
import { Tree } from '../../../server/trail/tree/Tree.ts';

/** Fills a log with so many entries, in large batches past the queue, together with the tiles of its tree. */
const [url = '', dataDir = '', entries = ''] = process.argv.slice(2);
const BATCH = 5_000;
const VISITS = 1_000;
const log = pino({ level: 'error' }, pino.destination(2));
const database = await Database.create({ mongodbUrl: url, dataDir, log });
const stores = await openStores(database.connection);

const trail = await Trail.create({ stores, keysDir: join(dataDir, 'keys'), origin: 'bench.example/trail', log });
await trail.close();

let head = await stores.entries.head();
const tree = await Tree.create(stores.tiles);
if (head) tree.add(chain({ head: undefined }, head).leaf);
const visitHeads = new Map<string, string>();
let saving: Promise<void> = Promise.resolve();
while ((head?.seq ?? -1) + 1 < Number(entries)) {
  const batch: TrailEntry[] = [];
  while (batch.length < BATCH && (head?.seq ?? -1) + 1 < Number(entries)) {
    const seq = (head?.seq ?? -1) + 1;
    const visitId = `visit-${seq % VISITS}`;
    const made = chain({ head, visitHead: visitHeads.get(visitId) }, {
      atMs: 1_800_000_000_000 + seq * 10, act: 'visit.viewed',
      actor: { id: `account-${seq % 64}` as NonNullable<TrailEntry['actor']>['id'], role: 'supervisor', session: '0123456789abcdef' },
      object: { kind: 'visit', id: visitId }, visitId, details: {},
    });
    tree.add(made.leaf);
    visitHeads.set(visitId, made.entry.hash);
    head = made.entry;
    batch.push(made.entry);
  }
  await saving;
  saving = stores.entries.appendDurably(batch).then(() => tree.save());
}
await saving;
await database.close();
process.stdout.write(`${JSON.stringify({ entries: (head?.seq ?? -1) + 1 })}\n`);
