import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from './contract.ts';
import { MediaWorker, type MediaWorkerOptions } from './MediaWorker.ts';

/** The first replacement comes at once; for a worker that keeps dying they become ever rarer. */
const FIRST_BACKOFF_MS = 50;
const MAX_BACKOFF_MS = 10_000;
/** A worker that lived so long died of something new: the backoff begins again. */
const STABLE_AFTER_MS = 60_000;

/** One place for a worker process. When the worker in it dies, it puts a new one there, on the same port. */
export class WorkerPlace {
  readonly #options: MediaWorkerOptions;
  readonly #log: Log;
  readonly #onDied: () => void;
  readonly #closing = new AbortController();
  #worker: MediaWorker | undefined;
  /** Resolves when the next worker is live. */
  #next = Promise.withResolvers<void>();
  #replacing: Promise<void> = Promise.resolve();
  #backoffMs = FIRST_BACKOFF_MS;
  #restarts = 0;

  private constructor(options: MediaWorkerOptions, log: Log, onDied: () => void) {
    this.#options = options;
    this.#log = log;
    this.#onDied = onDied;
  }

  /**
   * Rejects when the first worker does not start: then something is wrong with the machine, not with a worker.
   * @param onDied called when a worker died, after its rooms have closed and before it is replaced.
   */
  static async create(options: MediaWorkerOptions, log: Log, onDied: () => void): Promise<WorkerPlace> {
    const place = new WorkerPlace(options, log, onDied);
    await place.#start();
    return place;
  }

  /** The live worker, or none while it is being replaced. */
  get worker(): MediaWorker | undefined {
    return this.#worker?.gone() ? undefined : this.#worker;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /** Resolves when the place has a live worker, or when it closes. */
  async settled(): Promise<void> {
    if (!this.worker && !this.#closing.signal.aborted) await this.#next.promise;
  }

  /** Resolves when its process is gone and no other will come. Idempotent. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#next.resolve();
    await this.#replacing;
    await this.#worker?.close();
  }

  async #start(): Promise<void> {
    const startedAtMs = performance.now();
    const worker = await MediaWorker.create(this.#options);
    this.#worker = worker;
    this.#next.resolve();
    this.#next = Promise.withResolvers();
    this.#log.info({ pid: worker.pid, rtcPort: this.#options.rtcPort }, 'media worker started');
    worker.onGone((reason) => {
      if (reason === 'closed') return;
      this.#log.error({ pid: worker.pid }, 'media worker died');
      if (performance.now() - startedAtMs > STABLE_AFTER_MS) this.#backoffMs = FIRST_BACKOFF_MS;
      this.#replacing = this.#replace();
      this.#onDied();
    });
  }

  async #replace(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await delay(this.#backoffMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      this.#backoffMs = Math.min(this.#backoffMs * 2, MAX_BACKOFF_MS);
      try {
        await this.#start();
        this.#restarts += 1;
        return;
      } catch (error) {
        this.#log.error({ err: error, nextTryMs: this.#backoffMs }, 'media worker could not be replaced');
      }
    }
  }
}
