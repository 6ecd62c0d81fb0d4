import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DatabaseSync, backup } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import type { ReadyMessage, StoreThreadData, ThreadMessage } from './thread.ts';

/** A Unix socket's path has to fit into `sockaddr_un`. Source: unix(7), 108 bytes with the closing zero. */
const MAX_SOCKET_PATH_BYTES = 107;

export interface EmbeddedStoreOptions {
  /** The folder of the store's files; made if it is not there. */
  readonly dataDir: string;
  /** Listens on this port of loopback (0 for a free one) in place of the Unix socket. Whoever can reach it can read all. */
  readonly tcpPort?: number;
}

/** MongoDB's protocol over one SQLite file, in a thread of its own. */
export class EmbeddedStore {
  /** What a driver connects to. */
  readonly url: string;
  readonly #worker: Worker;
  readonly #file: string;
  #closing: Promise<void> | undefined;

  private constructor(worker: Worker, url: string, file: string) {
    this.#worker = worker;
    this.url = url;
    this.#file = file;
  }

  /** Resolves when clients may connect. @throws Error if the socket's path is too long or the file can't be opened */
  static async create({ dataDir, tcpPort }: EmbeddedStoreOptions): Promise<EmbeddedStore> {
    const directory = resolve(dataDir);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const socketPath = join(directory, 'store.sock');
    if (tcpPort === undefined && Buffer.byteLength(socketPath) > MAX_SOCKET_PATH_BYTES) {
      throw new Error(`the path of the store's socket is longer than ${MAX_SOCKET_PATH_BYTES} bytes: ${socketPath}. Choose a shorter DATA_DIR.`);
    }
    const workerData: StoreThreadData = { dataDir: directory, address: tcpPort === undefined ? { socketPath } : { tcpPort } };
    const worker = new Worker(new URL('./storeThread.ts', import.meta.url), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    const [ready] = (await once(worker, 'message')) as [ReadyMessage];
    const host = ready.port === undefined ? encodeURIComponent(socketPath) : `127.0.0.1:${ready.port}`;
    return new EmbeddedStore(worker, `mongodb://${host}/`, join(directory, 'store.sqlite'));
  }

  /** Copies the store to a new file while it runs. The copy is of one moment, and holds all that was acknowledged before. */
  async backup(to: string): Promise<void> {
    const source = new DatabaseSync(this.#file, { readOnly: true });
    try {
      await backup(source, to);
    } finally {
      source.close();
    }
  }

  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    const exited = once(this.#worker, 'exit');
    this.#worker.postMessage({ kind: 'close' } satisfies ThreadMessage);
    await exited;
  }
}
