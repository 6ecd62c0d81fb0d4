import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { copyStore } from './copyStore.ts';
import { SOCKET_FILE, STORE_FILE } from './files.ts';
import type { ReadyMessage, StoreThreadData, ThreadMessage } from './thread.ts';
import type { Address } from './wire/Listener.ts';

/** A Unix socket's path has to fit into `sockaddr_un`. Source: unix(7), 108 bytes with the closing zero. */
const MAX_SOCKET_PATH_BYTES = 107;
/** How often documents that are past their time are looked for. Source: MongoDB's `ttlMonitorSleepSecs`. */
const EXPIRE_EVERY_MS = 60_000;
/** Short-lived objects are collected early, which keeps the thread within a quarter of V8's usual memory. */
const MAX_YOUNG_GENERATION_MB = 8;

export interface EmbeddedStoreOptions {
  /** The folder of the store's files; made if it is not there. */
  readonly dataDir: string;
  /** Listens on this port of loopback (0 for a free one) in place of the Unix socket. Whoever can reach it can read all. */
  readonly tcpPort?: number;
  /** How often documents past the time of a TTL index are deleted; 60 000 by default. */
  readonly expireEveryMs?: number;
}

/**
 * MongoDB's protocol over one SQLite file, in a thread of its own. If that thread fails, the process ends with its
 * error: without its store the platform must not go on.
 */
export class EmbeddedStore {
  /** What a driver connects to. */
  readonly url: string;
  readonly #worker: Worker;
  readonly #exited: Promise<unknown>;
  readonly #file: string;
  #closing: Promise<void> | undefined;

  private constructor(worker: Worker, exited: Promise<unknown>, url: string, file: string) {
    this.#worker = worker;
    this.#exited = exited;
    this.url = url;
    this.#file = file;
  }

  /**
   * Resolves when clients may connect.
   * @throws Error if the socket's path is too long, another process has the folder, or the file can't be opened
   */
  static async create({
    dataDir,
    tcpPort,
    expireEveryMs = EXPIRE_EVERY_MS,
  }: EmbeddedStoreOptions): Promise<EmbeddedStore> {
    const directory = resolve(dataDir);
    const socketPath = join(directory, SOCKET_FILE);
    if (tcpPort === undefined && Buffer.byteLength(socketPath) > MAX_SOCKET_PATH_BYTES) {
      throw new Error(
        `the path of the store's socket is longer than ${MAX_SOCKET_PATH_BYTES} bytes: ${socketPath}. Choose a shorter DATA_DIR.`,
      );
    }
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const address: Address = tcpPort === undefined ? { socketPath } : { tcpPort };
    const workerData: StoreThreadData = { dataDir: directory, address, expireEveryMs };
    const worker = new Worker(new URL('./storeThread.ts', import.meta.url), {
      workerData,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxYoungGenerationSizeMb: MAX_YOUNG_GENERATION_MB },
    });
    const exited = new Promise((resolveExit) => worker.once('exit', resolveExit));
    const [ready] = (await once(worker, 'message')) as [ReadyMessage];
    const host = ready.port === undefined ? encodeURIComponent(socketPath) : `127.0.0.1:${ready.port}`;
    return new EmbeddedStore(worker, exited, `mongodb://${host}/`, join(directory, STORE_FILE));
  }

  /**
   * Copies the store to a new file while it runs. The copy is of one moment, and holds all that was acknowledged before.
   * @throws Error if there is such a file already
   */
  async backup(to: string): Promise<void> {
    await copyStore(this.#file, to);
  }

  /** Closes the connections, finishes the write at work, and closes the file. */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    this.#worker.postMessage({ kind: 'close' } satisfies ThreadMessage);
    await this.#exited;
  }
}
