import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { StoreThreadData, ThreadMessage } from './thread.ts';
import { Engine } from './Engine.ts';
import { expire } from './expire.ts';
import { LOCK_FILE, STORE_FILE } from './files.ts';
import { StoreError } from './StoreError.ts';
import { DataLock } from './storage/DataLock.ts';
import { Listener } from './wire/Listener.ts';

/** The thread that owns the file and the sockets, so that neither an fsync nor a long query holds up the server. */
const { dataDir, address, expireEveryMs } = workerData as StoreThreadData;
const port = parentPort;
if (port === null) throw new Error('storeThread.ts is started by EmbeddedStore');
const lock = new DataLock(join(dataDir, LOCK_FILE));
const engine = new Engine(join(dataDir, STORE_FILE));
const listener = await Listener.create(engine, address);
let expiring: Promise<void> = Promise.resolve();
const expiry = setInterval(() => {
  expiring = expiring.then(() => expire(engine, Date.now())).catch(forgiveFullDisk);
}, expireEveryMs);

port.on('message', (message: ThreadMessage) => {
  if (message.kind === 'close') void close();
});
port.postMessage({ kind: 'ready', port: listener.port });

/** What could not be deleted for want of room is tried again the next time. @throws whatever else went wrong */
function forgiveFullDisk(error: unknown): void {
  if (!(error instanceof StoreError && error.codeName === 'OutOfDiskSpace')) throw error;
}

async function close(): Promise<void> {
  clearInterval(expiry);
  await listener.close();
  await expiring;
  await engine.close();
  lock.close();
  port?.close();
}
