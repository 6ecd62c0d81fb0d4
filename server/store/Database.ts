import mongoose from 'mongoose';
import { EmbeddedStore } from './embedded/EmbeddedStore.ts';

export interface DatabaseOptions {
  /** A MongoDB server to use in place of the embedded store. */
  readonly mongodbUrl?: string;
  /** Where the embedded store has its files. */
  readonly dataDir: string;
  readonly log: { info(object: object, message: string): void };
}

/** The database that the collections of an embedded store are in. */
const EMBEDDED_DATABASE = 'visits';

/** The platform's one connection to its database, whichever it is. */
export class Database {
  readonly connection: mongoose.Connection;
  readonly #store: EmbeddedStore | undefined;
  #closing: Promise<void> | undefined;

  private constructor(connection: mongoose.Connection, store: EmbeddedStore | undefined) {
    this.connection = connection;
    this.#store = store;
  }

  /** Opens the connection, and before it the embedded store if no server is named. */
  static async create({ mongodbUrl, dataDir, log }: DatabaseOptions): Promise<Database> {
    if (mongodbUrl !== undefined) {
      // Acknowledged means on the disks of the majority, whatever the connection string leaves out.
      const connection = await mongoose.createConnection(mongodbUrl, { writeConcern: { w: 'majority', journal: true } }).asPromise();
      log.info({ database: connection.name }, 'connected to MongoDB');
      return new Database(connection, undefined);
    }
    const store = await EmbeddedStore.create({ dataDir });
    try {
      const connection = await mongoose.createConnection(store.url, { dbName: EMBEDDED_DATABASE }).asPromise();
      log.info({ dataDir }, 'opened the embedded store');
      return new Database(connection, store);
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** First the connection, then the store, so that no command of ours meets a closed one. */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    await this.connection.close();
    await this.#store?.close();
  }
}
