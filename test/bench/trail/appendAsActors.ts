import { pino } from 'pino';
import type { AccountId } from '../../../server/people/contract.ts';
import { Database } from '../../../server/store/Database.ts';
import { openTrail } from '../../../server/trail/openTrail.ts';

/**
 * One server process: so many actors, each on a visit of its own, append one entry after the other for the time
 * given. Prints the latency of each acknowledged append in ms, as one JSON line.
 */
const [url = '', dataDir = '', actors = '', forMs = '', name = ''] = process.argv.slice(2);
const log = pino({ level: 'error' }, pino.destination(2));
const database = await Database.create({ mongodbUrl: url, dataDir, log });
const trail = await openTrail({ connection: database.connection, dataDir, origin: 'bench.example/trail', log });

const latenciesMs: number[] = [];
const append = async (actor: number): Promise<void> => {
  const startMs = performance.now();
  await trail.append({
    act: 'visit.viewed',
    actor: { id: `${name}-${actor}` as AccountId, name: `调查员 ${actor}`, role: 'supervisor', session: '0123456789abcdef' },
    object: { kind: 'visit', id: `visit-${name}-${actor}` },
    visitId: `visit-${name}-${actor}`,
  });
  latenciesMs.push(performance.now() - startMs);
};

// Names and visits are met once before the clock starts.
await Promise.all(Array.from({ length: Number(actors) }, (_, actor) => append(actor)));
latenciesMs.length = 0;
const endMs = performance.now() + Number(forMs);
await Promise.all(Array.from({ length: Number(actors) }, async (_, actor) => {
  while (performance.now() < endMs) await append(actor);
}));
await trail.close();
await database.close();
process.stdout.write(`${JSON.stringify(latenciesMs)}\n`);
