import type { TrailEntry } from './contract.ts';
import type { ChainVerdict, TrailEvent } from './entry.ts';
import { chain, verifyChain } from './entry.ts';
import type { TrailStore } from './store.ts';

interface Waiting {
  readonly event: TrailEvent;
  readonly atMs: number;
  readonly resolve: (entry: TrailEntry) => void;
  readonly reject: (reason: unknown) => void;
}

/** At most this many entries in one write. */
const MAX_BATCH = 256;

/**
 * The append-only trail. Appends are queued and written in batches, so that many acts at once share one
 * fsync; each resolves only when its entry is on disk. The place of an entry is its unique key in the store:
 * of two processes that append at once, one is told that the place is taken, reads the new head and goes on.
 */
export class Trail {
  readonly #store: TrailStore;
  readonly #now: () => number;
  #waiting: Waiting[] = [];
  #head: TrailEntry | undefined;
  #running: Promise<void> | undefined;

  private constructor(store: TrailStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  static async create(store: TrailStore, now: () => number = Date.now): Promise<Trail> {
    await store.ready();
    const trail = new Trail(store, now);
    trail.#head = await store.head();
    return trail;
  }

  /** Resolves when the entry is durable; rejects when it could not be written, and then the act must fail. */
  append(event: TrailEvent): Promise<TrailEntry> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ event, atMs: this.#now(), resolve, reject });
      this.#running ??= this.#run().finally(() => {
        this.#running = undefined;
      });
    });
  }

  ofVisit(visitId: string): Promise<TrailEntry[]> {
    return this.#store.ofVisit(visitId);
  }

  verify(): Promise<ChainVerdict> {
    return verifyChain(this.#store.all());
  }

  /** Waits for what is being written. Idempotent. */
  async close(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_BATCH);
      try {
        await this.#write(batch);
      } catch (error) {
        for (const { reject } of batch) reject(error);
        // What is on disk is not known now; the next batch starts from what the store says.
        this.#head = await this.#store.head().catch(() => this.#head);
      }
    }
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    let rest = batch;
    while (rest.length > 0) {
      let head = this.#head;
      const entries = rest.map(({ event, atMs }) => (head = chain(head, { atMs, details: {}, ...event })));
      const written = await this.#store.appendDurably(entries);
      entries.slice(0, written).forEach((entry, i) => rest[i]?.resolve(entry));
      this.#head = written === entries.length ? head : await this.#store.head();
      rest = rest.slice(written);
    }
  }
}
