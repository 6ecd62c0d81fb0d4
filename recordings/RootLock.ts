import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';
import { rm } from 'node:fs/promises';
import { RecordingError } from './RecordingError.ts';

const RETRY_MS = 20;
/** A predecessor that lost its server flushes and goes; this is more than it needs. */
const WAIT_MS = 5_000;

/**
 * One writer per vault. A listening socket, because the kernel closes it with its process, however that ends, and a
 * number in a file would outlive it. The path is relative: those of sockets are limited to about 100 bytes.
 */
export class RootLock {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Waits up to 5 s for another holder to go. Rejects with `recorderLocked`. */
  static async acquire(path: string): Promise<RootLock> {
    const giveUpAtMs = Date.now() + WAIT_MS;
    for (;;) {
      const server = createServer((socket) => socket.destroy());
      const taken = await new Promise<boolean>((resolve, reject) => {
        server.once('listening', () => { resolve(true); });
        server.once('error', (error: NodeJS.ErrnoException) => {
          if (error.code === 'EADDRINUSE') resolve(false);
          else reject(error);
        });
        server.listen(path);
      });
      if (taken) {
        server.unref();
        return new RootLock(server);
      }
      if (!(await answers(path))) await rm(path, { force: true });
      else if (Date.now() > giveUpAtMs) throw new RecordingError('recorderLocked', 'another recorder writes to this vault');
      else await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  /** Idempotent. */
  async release(): Promise<void> {
    if (!this.#server.listening) return;
    await new Promise<void>((resolve) => { this.#server.close(() => { resolve(); }); });
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => { resolve(false); });
  });
}
