import { pino } from 'pino';
import { Database } from '../../server/store/Database.ts';
import { openStores } from '../../server/trail/stores.ts';
import { Trail } from '../../server/trail/Trail.ts';

/**
 * A server process that appends and signs until it is killed. Prints each entry that was acknowledged, and each
 * checkpoint, as a line of JSON.
 */
const [url, dataDir = '', keysDir = '', origin = ''] = process.argv.slice(2);
const log = pino({ level: 'error' }, pino.destination(2));
const database = await Database.create({ dataDir, log, ...(url !== undefined && url !== '' && { mongodbUrl: url }) });
const trail = await Trail.create({ stores: await openStores(database.connection), keysDir, origin, log });
const tell = (what: object): void => void process.stdout.write(`${JSON.stringify(what)}\n`);

async function appendForever(actor: number): Promise<never> {
  for (let i = 0; ; i++) {
    const { seq, hash } = await trail.append({ act: 'visit.viewed', visitId: `visit-${actor}`, details: { i }, personal: { word: `词 ${i}` } });
    tell({ seq, hash });
  }
}

async function signForever(): Promise<never> {
  for (;;) {
    const { size, note } = await trail.checkpoint();
    tell({ size, note });
  }
}

await Promise.all([...Array.from({ length: 16 }, (_, actor) => appendForever(actor)), signForever()]);
