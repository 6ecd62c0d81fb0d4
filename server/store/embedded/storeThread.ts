import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { StoreThreadData, ThreadMessage } from './thread.ts';
import { Engine } from './Engine.ts';
import { Listener } from './wire/Listener.ts';

/** The thread that owns the file and the sockets, so that neither an fsync nor a long query holds up the server. */
const { dataDir, address } = workerData as StoreThreadData;
const port = parentPort;
if (port === null) throw new Error('storeThread.ts is started by EmbeddedStore');
const engine = new Engine(join(dataDir, 'store.sqlite'));
const listener = await Listener.create(engine, address);

port.on('message', (message: ThreadMessage) => {
  if (message.kind === 'close') void close();
});
port.postMessage({ kind: 'ready', port: listener.port });

async function close(): Promise<void> {
  await listener.close();
  engine.close();
  port?.close();
}
