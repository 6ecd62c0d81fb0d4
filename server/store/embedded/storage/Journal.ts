import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { StoreError } from '../StoreError.ts';

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const SQLITE_FULL = 13;
const SQLITE_IOERR = 10;
const MAX_STATEMENTS = 500;

/**
 * The SQLite file and its one transaction at a time. Everything written in a turn of the event loop is committed
 * together at the turn's end, so that writers who come while the disk is busy share the next fsync (group commit).
 */
export class Journal {
  readonly db: DatabaseSync;
  #waiting: Waiting[] = [];
  #scheduled: NodeJS.Immediate | undefined;
  #lost = 0;
  readonly #statements = new Map<string, StatementSync>();
  /** Called after a transaction was undone, when what is remembered of the file may be wrong. */
  onRollback: () => void = () => {};

  constructor(path: string) {
    this.db = new DatabaseSync(path);
    // FULL: a commit returns when its part of the write-ahead log is on disk. Source: sqlite.org/pragma.html#pragma_synchronous.
    this.db.exec(`
      PRAGMA page_size = 8192;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA cache_size = -32768;
      PRAGMA wal_autocheckpoint = 2000;
      PRAGMA journal_size_limit = 67108864;
      PRAGMA temp_store = MEMORY;
    `);
  }

  /** How many transactions were undone. A write that began before one of them must not be acknowledged. */
  get lost(): number {
    return this.#lost;
  }

  /** A statement, kept for the next time. The ones used longest ago go first. */
  prepare(sql: string): StatementSync {
    const kept = this.#statements.get(sql);
    if (kept !== undefined) this.#statements.delete(sql);
    const statement = kept ?? this.db.prepare(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > MAX_STATEMENTS) {
      const [oldest] = this.#statements.keys();
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    return statement;
  }

  /**
   * Runs a write inside the open transaction.
   * @throws StoreError OutOfDiskSpace, after which nothing of the open transaction is kept
   */
  write<T>(run: () => T): T {
    try {
      if (!this.db.isTransaction) this.db.exec('BEGIN IMMEDIATE');
      this.#scheduled ??= setImmediate(() => this.commit());
      return run();
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw this.#undo(error as Error);
    }
  }

  /** Resolves when all that has been written is on disk; rejects if it was undone. */
  async settled(): Promise<void> {
    if (!this.db.isTransaction) return;
    await new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  commit(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    if (!this.db.isTransaction) return;
    try {
      this.db.exec('COMMIT');
    } catch (error) {
      this.#undo(error as Error);
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve } of waiting) resolve();
  }

  close(): void {
    if (!this.db.isOpen) return;
    this.commit();
    this.db.close();
  }

  #undo(cause: Error): StoreError {
    if (this.db.isTransaction) this.db.exec('ROLLBACK');
    this.#lost += 1;
    const error = asStoreError(cause);
    this.onRollback();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(error);
    return error;
  }
}

function asStoreError(cause: Error & { errcode?: number }): StoreError {
  const primary = (cause.errcode ?? 0) & 0xff;
  if (primary === SQLITE_FULL || primary === SQLITE_IOERR) {
    return new StoreError('OutOfDiskSpace', `the store cannot write to its disk: ${cause.message}`);
  }
  return new StoreError('InternalError', cause.message);
}
