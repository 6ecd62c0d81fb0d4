import { join } from 'node:path';
import { pino } from 'pino';
import { Database } from '../../../server/store/Database.ts';
import { isIncluded } from '../../../server/trail/proof/verify.ts';
import { verifyLog } from '../../../server/trail/proof/verifyLog.ts';
import { openStores } from '../../../server/trail/stores.ts';
import { Trail } from '../../../server/trail/Trail.ts';

/** Opens the filled log as a server does, proves random entries and sizes, then verifies the whole of it. */
const [url = '', dataDir = ''] = process.argv.slice(2);
const PROOFS = 2_000;
const log = pino({ level: 'error' }, pino.destination(2));
const database = await Database.create({ mongodbUrl: url, dataDir, log });
const stores = await openStores(database.connection);
const trail = await Trail.create({ stores, keysDir: join(dataDir, 'keys'), origin: 'bench.example/trail', log });
const checkpoint = await trail.checkpoint();

/** The same places in every run. */
let state = 12_345;
const randomBelow = (end: number): number => (state = (state * 48_271) % 2_147_483_647) % end;

const latenciesMs: number[] = [];
for (let i = 0; i < PROOFS; i++) {
  const seq = randomBelow(checkpoint.size);
  const startMs = performance.now();
  const proof = await trail.inclusion(seq, checkpoint.size);
  const betweenMs = performance.now();
  await trail.consistency(seq, checkpoint.size);
  latenciesMs.push(betweenMs - startMs, performance.now() - betweenMs);
  if (i % 100 === 0) {
    const entry = await stores.entries.entry(seq);
    if (!entry || !isIncluded(entry, proof, checkpoint)) throw new Error(`the proof of entry ${seq} does not hold`);
  }
}
latenciesMs.sort((a, b) => a - b);
const rssMiB = Math.round(process.memoryUsage().rss / 2 ** 20);

// What a verifier does, without the time that the store takes to hand the entries over.
const part = await stores.entries.from(0, 20_000);
const startMs = performance.now();
const verdict = await verifyLog(part);
if (!verdict.ok) throw new Error(`entry ${verdict.seq} does not hold`);
const verifyEntriesPerSec = Math.round(part.length / ((performance.now() - startMs) / 1_000));

await trail.close();
await database.close();
process.stdout.write(`${JSON.stringify({
  entries1M: { proofP95Ms: Number((latenciesMs[Math.floor(latenciesMs.length * 0.95)] ?? 0).toFixed(2)), rssMiB },
  verifyEntriesPerSec,
})}\n`);
