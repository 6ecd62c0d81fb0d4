import { DatabaseSync } from 'node:sqlite';

/**
 * Holds a data folder for one store. The lock is the operating system's on an SQLite file, so it ends with the process
 * however that ends, and a killed store opens again by itself.
 */
export class DataLock {
  readonly #db: DatabaseSync;

  /** @throws Error if another store holds the folder */
  constructor(path: string) {
    this.#db = new DatabaseSync(path, { timeout: 0 });
    try {
      this.#db.exec('BEGIN EXCLUSIVE');
    } catch (cause) {
      this.#db.close();
      throw new Error(`another process has the store open: ${path}`, { cause });
    }
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }
}
