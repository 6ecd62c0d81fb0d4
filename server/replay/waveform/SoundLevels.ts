import { Worker } from 'node:worker_threads';
import type { LevelsReply, LevelsRequest } from './waveformThread.ts';

interface Waiting {
  readonly resolve: (levels: { readonly first: number; readonly levels: Uint8Array }) => void;
  readonly reject: (error: Error) => void;
}

/** Hears how loud segments are, in a thread of its own: decoding hours of sound must not hold up a live picture. */
export class SoundLevels {
  #worker: Worker | undefined;
  #isClosed = false;
  #nextId = 0;
  readonly #waiting = new Map<number, Waiting>();

  /** @throws Error when the segment can't be decoded, or the thread ended meanwhile */
  of(request: Omit<LevelsRequest, 'id'>): Promise<{ readonly first: number; readonly levels: Uint8Array }> {
    if (this.#isClosed) return Promise.reject(new Error('sound levels are closed'));
    const worker = (this.#worker ??= this.#start());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ ...request, id } satisfies LevelsRequest);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./waveformThread.ts', import.meta.url), { execArgv: ['--disable-warning=ExperimentalWarning'] });
    worker.unref();
    worker.on('message', (reply: LevelsReply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('levels' in reply) waiting?.resolve(reply);
      else waiting?.reject(new Error(reply.problem));
    });
    worker.on('error', (error) => this.#ended(worker, error));
    worker.on('exit', () => this.#ended(worker, new Error('the thread of sound levels ended')));
    return worker;
  }

  #ended(worker: Worker, why: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const error = why instanceof Error ? why : new Error(String(why));
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  /** Ends the thread; what was being heard rejects. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
  }
}
