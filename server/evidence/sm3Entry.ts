import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

/** The thread behind `Sm3Thread`: a path in, a digest out. */
const buffer = Buffer.alloc(1024 * 1024);

parentPort?.on('message', (path: string) => {
  try {
    parentPort?.postMessage({ sm3: hashFile(path) });
  } catch (error) {
    parentPort?.postMessage({ error: String(error) });
  }
});

function hashFile(path: string): string {
  const hash = createHash('sm3');
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) hash.update(buffer.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
