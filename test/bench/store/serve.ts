import { once } from 'node:events';
import { EmbeddedStore } from '../../../server/store/embedded/EmbeddedStore.ts';

/** A store in a process of its own: `node serve.ts <folder>`. Prints its address, and ends with its standard input. */
const store = await EmbeddedStore.create({ dataDir: process.argv[2] ?? '.' });
process.stdout.write(`${store.url}\n`);
process.stdin.resume();
await once(process.stdin, 'end');
await store.close();
