import { randomUUID } from 'node:crypto';
import type { Document } from 'bson';
import { decode, encode } from '../bson/exact.ts';
import { StoreError } from '../StoreError.ts';
import { Collection } from './Collection.ts';
import { CollectionIndex } from './CollectionIndex.ts';
import type { IndexSpec } from './IndexSpec.ts';
import type { Journal } from './Journal.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS collections (
    id INTEGER PRIMARY KEY, db TEXT NOT NULL, name TEXT NOT NULL, options BLOB NOT NULL, uuid BLOB NOT NULL,
    UNIQUE (db, name)
  );
  CREATE TABLE IF NOT EXISTS indexes (
    id INTEGER PRIMARY KEY, collection INTEGER NOT NULL, spec BLOB NOT NULL, multikey TEXT NOT NULL,
    -- 0 while the index is being filled: a process killed meanwhile leaves it to be dropped.
    ready INTEGER NOT NULL
  );
`;

/** The layout of the file. A change of it needs a new number and a way to get there from the last. */
const VERSION = 1;

/** What the name of a collection begins with while `$out` fills it. */
const REPLACEMENT = 'tmp.agg_out.';

/** Which databases, collections and indexes there are, and their tables. */
export class Catalog {
  readonly #journal: Journal;
  #databases = new Map<string, Map<string, Collection>>();

  constructor(journal: Journal) {
    this.#journal = journal;
    checkVersion(journal);
    journal.db.exec(SCHEMA);
    this.#dropUnfinished();
    journal.onRollback = () => this.#load();
    this.#load();
  }

  databases(): string[] {
    return [...this.#databases.keys()].sort();
  }

  collections(db: string): Collection[] {
    return [...(this.#databases.get(db)?.values() ?? [])];
  }

  /** The collections that clients are told of. */
  listed(db: string): Collection[] {
    return this.collections(db).filter(({ namespace }) => !namespace.startsWith(`${db}.${REPLACEMENT}`));
  }

  /** Every collection of every database. */
  all(): Collection[] {
    return this.databases().flatMap((db) => this.collections(db));
  }

  /** Bytes of the file that fall to a database, by its share of all documents. */
  sizeOf(db: string): number {
    const count = (collections: readonly Collection[]): number =>
      collections.reduce((sum, collection) => sum + collection.count(), 0);
    const total = count(this.all());
    const { pages, size } = this.#journal.db
      .prepare('SELECT page_count AS pages, page_size AS size FROM pragma_page_count, pragma_page_size')
      .get() as { pages: number; size: number };
    return total === 0 ? 0 : Math.round((pages * size * count(this.collections(db))) / total);
  }

  find(db: string, name: string): Collection | undefined {
    return this.#databases.get(db)?.get(name);
  }

  /** The collection, made with its index on `_id` if it is not there. */
  require(db: string, name: string): Collection {
    return this.find(db, name) ?? this.create(db, name, {});
  }

  create(db: string, name: string, options: Document): Collection {
    checkName(db, name);
    const uuid = Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
    return this.#journal.write(() => {
      const { lastInsertRowid } = this.#journal.db
        .prepare('INSERT INTO collections (db, name, options, uuid) VALUES (?, ?, ?, ?)')
        .run(db, name, encode(options), uuid);
      const id = Number(lastInsertRowid);
      this.#journal.db.exec(`CREATE TABLE documents_${id} (rid INTEGER PRIMARY KEY, body BLOB NOT NULL)`);
      const collection = new Collection(this.#journal, { id, namespace: `${db}.${name}`, options, uuid }, []);
      collection.indexes.push(this.#makeIndex(collection, { v: 2, key: { _id: 1 }, name: '_id_' }, true));
      this.#remember(db, name, collection);
      return collection;
    });
  }

  drop(db: string, name: string): void {
    const collection = this.find(db, name);
    if (collection === undefined) return;
    this.#journal.write(() => {
      for (const index of collection.indexes) this.#journal.db.exec(`DROP TABLE ${index.table}`);
      this.#journal.db.prepare('DELETE FROM indexes WHERE collection = ?').run(collection.id);
      this.#journal.db.exec(`DROP TABLE ${collection.table}`);
      this.#journal.db.prepare('DELETE FROM collections WHERE id = ?').run(collection.id);
    });
    const collections = this.#databases.get(db);
    collections?.delete(name);
    if (collections?.size === 0) this.#databases.delete(db);
  }

  /** Makes an empty index; the caller fills it and calls {@link finishIndex}, or drops it again. */
  createIndex(collection: Collection, spec: IndexSpec): CollectionIndex {
    return this.#journal.write(() => this.#makeIndex(collection, spec, false));
  }

  /** Lets queries and writes have a new index that is filled. */
  finishIndex(collection: Collection, index: CollectionIndex): void {
    this.#journal.write(() => this.#journal.db.prepare('UPDATE indexes SET ready = 1 WHERE id = ?').run(index.id));
    collection.indexes.push(index);
  }

  /** An empty collection with another's indexes, which {@link replace} puts in that one's place. */
  createReplacement(db: string, name: string): Collection {
    const replacement = this.create(db, `${REPLACEMENT}${randomUUID()}`, {});
    for (const { spec } of this.find(db, name)?.indexes ?? []) {
      if (spec.name !== '_id_') this.finishIndex(replacement, this.createIndex(replacement, spec));
    }
    return replacement;
  }

  /** Gives a collection another's name and place, in one step. */
  replace(db: string, name: string, replacement: Collection): void {
    const temporary = replacement.namespace.slice(db.length + 1);
    checkName(db, name);
    this.#journal.write(() => {
      this.drop(db, name);
      this.#journal.db.prepare('UPDATE collections SET name = ? WHERE id = ?').run(name, replacement.id);
    });
    this.#databases.get(db)?.delete(temporary);
    const { id, options, uuid, indexes } = replacement;
    this.#remember(db, name, new Collection(this.#journal, { id, namespace: `${db}.${name}`, options, uuid }, indexes));
  }

  dropIndex(collection: Collection, index: CollectionIndex): void {
    this.#journal.write(() => {
      this.#journal.db.exec(`DROP TABLE ${index.table}`);
      this.#journal.db.prepare('DELETE FROM indexes WHERE id = ?').run(index.id);
    });
    const at = collection.indexes.indexOf(index);
    if (at !== -1) collection.indexes.splice(at, 1);
  }

  /** Gives an index other options; its table stays. */
  changeIndex(collection: Collection, index: CollectionIndex, spec: IndexSpec): void {
    this.#journal.write(() => {
      this.#journal.db.prepare('UPDATE indexes SET spec = ? WHERE id = ?').run(encode(spec), index.id);
    });
    collection.indexes[collection.indexes.indexOf(index)] = new CollectionIndex(this.#journal, index.id, spec, [
      ...index.multikey,
    ]);
  }

  #makeIndex(collection: Collection, spec: IndexSpec, ready: boolean): CollectionIndex {
    const { lastInsertRowid } = this.#journal.db
      .prepare('INSERT INTO indexes (collection, spec, multikey, ready) VALUES (?, ?, ?, ?)')
      .run(collection.id, encode(spec), '[]', ready ? 1 : 0);
    const index = new CollectionIndex(this.#journal, Number(lastInsertRowid), spec, []);
    this.#journal.db.exec(
      `CREATE TABLE ${index.table} (key BLOB NOT NULL, rid INTEGER NOT NULL, PRIMARY KEY (key, rid)) WITHOUT ROWID`,
    );
    return index;
  }

  /** Drops what a killed process was in the middle of making: indexes being filled, and results of `$out`. */
  #dropUnfinished(): void {
    this.#load();
    const unfinished = this.#journal.db.prepare('SELECT id FROM indexes WHERE ready = 0').all() as { id: number }[];
    for (const { id } of unfinished) {
      this.#journal.write(() => {
        this.#journal.db.exec(`DROP TABLE index_${id}`);
        this.#journal.db.prepare('DELETE FROM indexes WHERE id = ?').run(id);
      });
    }
    for (const db of this.databases()) {
      for (const { namespace } of this.collections(db)) {
        const name = namespace.slice(db.length + 1);
        if (name.startsWith(REPLACEMENT)) this.drop(db, name);
      }
    }
    this.#journal.commit();
  }

  #load(): void {
    this.#databases = new Map();
    const rows = this.#journal.db.prepare('SELECT id, db, name, options, uuid FROM collections ORDER BY id').all();
    const indexes = this.#journal.db.prepare(
      'SELECT id, spec, multikey FROM indexes WHERE collection = ? AND ready = 1 ORDER BY id',
    );
    for (const row of rows as unknown as {
      id: number;
      db: string;
      name: string;
      options: Uint8Array;
      uuid: Uint8Array;
    }[]) {
      const own = indexes.all(row.id) as unknown as { id: number; spec: Uint8Array; multikey: string }[];
      this.#remember(
        row.db,
        row.name,
        new Collection(
          this.#journal,
          { id: row.id, namespace: `${row.db}.${row.name}`, options: decode(row.options), uuid: row.uuid },
          own.map(
            ({ id, spec, multikey }) =>
              new CollectionIndex(this.#journal, id, decode(spec) as IndexSpec, JSON.parse(multikey) as number[]),
          ),
        ),
      );
    }
  }

  #remember(db: string, name: string, collection: Collection): void {
    let collections = this.#databases.get(db);
    if (collections === undefined) {
      collections = new Map();
      this.#databases.set(db, collections);
    }
    collections.set(name, collection);
  }
}

/** @throws Error for a file that another version of this store, or another program, has written */
function checkVersion(journal: Journal): void {
  const { user_version: version } = journal.db.prepare('PRAGMA user_version').get() as { user_version: number };
  const { tables } = journal.db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number };
  if (version !== (tables === 0 ? 0 : VERSION))
    throw new Error(`the store's file has the layout ${version}; this program knows ${VERSION}`);
  journal.db.exec(`PRAGMA user_version = ${VERSION}`);
}

function checkName(db: string, name: string): void {
  if (db === '' || /[/\\. "$*<>:|?\0]/.test(db) || db.length > 63) {
    throw new StoreError('InvalidNamespace', `Invalid database name: '${db}'`);
  }
  if (name === '' || name.startsWith('.') || name.endsWith('.') || name.includes('$') || name.includes('\0')) {
    throw new StoreError('InvalidNamespace', `Invalid collection name: ${name}`);
  }
  if (Buffer.byteLength(`${db}.${name}`) > 255) {
    throw new StoreError('InvalidNamespace', `Fully qualified namespace is too long: ${db}.${name}`);
  }
}
