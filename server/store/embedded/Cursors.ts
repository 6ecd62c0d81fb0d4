import { randomBytes } from 'node:crypto';
import { Long } from 'bson';
import { StoreError } from './StoreError.ts';

/** The results of a query that have not been sent yet, a document at a time and as bytes. */
export type Results = AsyncIterator<Uint8Array, void, undefined>;

export interface OpenCursor {
  readonly id: Long;
  readonly namespace: string;
  readonly results: Results;
  /** Documents that were made but did not fit into the last reply. */
  ahead: Uint8Array[];
  /** How many more documents the query's limit lets through. */
  remaining: number;
  /** The client asked that the cursor be kept while nobody reads from it. */
  readonly keepIdle: boolean;
}

const IDLE_MS = 10 * 60 * 1_000;
/** Clients that forget their cursors can't fill the memory: the one unused for longest goes. */
const MAX_OPEN = 2_000;

/** Open cursors by id. One that nobody has asked for in ten minutes is closed, as by MongoDB. */
export class Cursors {
  readonly #open = new Map<string, { cursor: OpenCursor; usedAt: number }>();
  readonly #sweep = setInterval(() => this.#closeIdle(), 60_000).unref();

  open(fields: Omit<OpenCursor, 'id'>): OpenCursor {
    const id = Long.fromBigInt((randomBytes(8).readBigUInt64LE() >> 1n) | 1n);
    const cursor: OpenCursor = { id, ...fields };
    this.keep(cursor);
    return cursor;
  }

  /** Takes a cursor for one reply. @throws StoreError CursorNotFound */
  take(id: Long, namespace: string): OpenCursor {
    const held = this.#open.get(id.toString());
    if (held === undefined || held.cursor.namespace !== namespace)
      throw new StoreError('CursorNotFound', `cursor id ${id.toString()} not found`);
    this.#open.delete(id.toString());
    return held.cursor;
  }

  keep(cursor: OpenCursor): void {
    this.#open.set(cursor.id.toString(), { cursor, usedAt: Date.now() });
    const [oldest] = this.#open.keys();
    if (this.#open.size > MAX_OPEN && oldest !== undefined) this.#open.delete(oldest);
  }

  /** @returns whether there was such a cursor */
  kill(id: Long): boolean {
    return this.#open.delete(id.toString());
  }

  close(): void {
    clearInterval(this.#sweep);
    this.#open.clear();
  }

  #closeIdle(): void {
    for (const [id, { cursor, usedAt }] of this.#open) {
      if (!cursor.keepIdle && Date.now() - usedAt > IDLE_MS) this.#open.delete(id);
    }
  }
}
