import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import type { Db, MongoClientOptions } from 'mongodb';
import { EmbeddedStore } from '../../../server/store/embedded/EmbeddedStore.ts';

export interface OpenStore {
  readonly name: 'embedded' | 'MongoDB';
  readonly url: string;
  readonly client: MongoClient;
  /** A database of the test's own. */
  readonly db: Db;
  close(): Promise<void>;
}

/** A store for the contract: the embedded one in a folder that goes with it, or the server that MONGODB_URL names. */
export type Opener = (options?: MongoClientOptions) => Promise<OpenStore>;

export const openEmbedded: Opener = async (options = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  const store = await EmbeddedStore.create({ dataDir: folder });
  const client = await new MongoClient(store.url, options).connect();
  return {
    name: 'embedded',
    url: store.url,
    client,
    db: client.db('contract'),
    close: async () => {
      await client.close();
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
};

function openServer(url: string): Opener {
  return async (options = {}) => {
    const client = await new MongoClient(url, options).connect();
    const db = client.db(`contract-${randomBytes(6).toString('hex')}`);
    return {
      name: 'MongoDB',
      url,
      client,
      db,
      close: async () => {
        await db.dropDatabase();
        await client.close();
      },
    };
  };
}

const { MONGODB_URL } = process.env;

/** Every implementation that the contract is held against here. */
export const STORES: readonly (readonly [name: string, open: Opener])[] = [
  ['the embedded store', openEmbedded],
  ...(MONGODB_URL === undefined ? [] : ([['MongoDB', openServer(MONGODB_URL)]] as const)),
];

/** The error that a promise rejects with; the test fails if it does not. */
export async function errorOf(
  promise: Promise<unknown>,
): Promise<Error & { code?: number; codeName?: string; keyPattern?: object; keyValue?: object }> {
  return promise.then(
    (value) => {
      throw new Error(`resolved with ${JSON.stringify(value)}`);
    },
    (error: unknown) => error as Error,
  );
}
