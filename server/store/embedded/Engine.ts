import { randomBytes } from 'node:crypto';
import { Catalog } from './storage/Catalog.ts';
import { Journal } from './storage/Journal.ts';
import { Cursors } from './Cursors.ts';
import { StoreError } from './StoreError.ts';

/** The store without its sockets: the file, what is in it, and the open cursors. */
export class Engine {
  readonly journal: Journal;
  readonly catalog: Catalog;
  readonly cursors = new Cursors();
  readonly processId = randomBytes(12).toString('hex');
  #writers: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.journal = new Journal(path);
    this.catalog = new Catalog(this.journal);
  }

  /**
   * Runs one writing command after the other, so that what a write has read is still so when it writes. Readers go on
   * meanwhile.
   *
   * @throws StoreError OutOfDiskSpace if what the command wrote was undone while it ran
   */
  async write<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#writers.then(async () => {
      const { lost } = this.journal;
      const result = await run();
      if (this.journal.lost !== lost)
        throw new StoreError('OutOfDiskSpace', 'the store could not keep what was written');
      return result;
    });
    this.#writers = turn.catch(() => undefined);
    return turn;
  }

  /** Waits for the writer that is at work, and commits. */
  async close(): Promise<void> {
    await this.#writers;
    this.cursors.close();
    this.journal.close();
  }
}
