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
    id INTEGER PRIMARY KEY, collection INTEGER NOT NULL, spec BLOB NOT NULL, multikey TEXT NOT NULL
  );
`;

/** Which databases, collections and indexes there are, and their tables. */
export class Catalog {
  readonly #journal: Journal;
  #databases = new Map<string, Map<string, Collection>>();

  constructor(journal: Journal) {
    this.#journal = journal;
    journal.db.exec(SCHEMA);
    journal.onRollback = () => this.#load();
    this.#load();
  }

  databases(): string[] {
    return [...this.#databases.keys()].sort();
  }

  collections(db: string): Collection[] {
    return [...(this.#databases.get(db)?.values() ?? [])];
  }

  /** Every collection of every database. */
  all(): Collection[] {
    return this.databases().flatMap((db) => this.collections(db));
  }

  /** Bytes that a database's documents take, without their indexes. */
  sizeOf(db: string): number {
    const sizes = this.collections(db).map(({ table }) => this.#journal.db.prepare(`SELECT ifnull(sum(length(body)), 0) AS n FROM ${table}`).get()?.['n'] as number);
    return sizes.reduce((a, b) => a + b, 0);
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
      collection.indexes.push(this.#makeIndex(collection, { v: 2, key: { _id: 1 }, name: '_id_' }));
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

  /** Makes an empty index; the caller fills it, adds it to the collection's, or drops it again. */
  createIndex(collection: Collection, spec: IndexSpec): CollectionIndex {
    return this.#journal.write(() => this.#makeIndex(collection, spec));
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
    collection.indexes[collection.indexes.indexOf(index)] = new CollectionIndex(this.#journal, index.id, spec, [...index.multikey]);
  }

  #makeIndex(collection: Collection, spec: IndexSpec): CollectionIndex {
    const { lastInsertRowid } = this.#journal.db
      .prepare('INSERT INTO indexes (collection, spec, multikey) VALUES (?, ?, ?)')
      .run(collection.id, encode(spec), '[]');
    const index = new CollectionIndex(this.#journal, Number(lastInsertRowid), spec, []);
    this.#journal.db.exec(
      `CREATE TABLE ${index.table} (key BLOB NOT NULL, rid INTEGER NOT NULL, PRIMARY KEY (key, rid)) WITHOUT ROWID`,
    );
    return index;
  }

  #load(): void {
    this.#databases = new Map();
    const rows = this.#journal.db.prepare('SELECT id, db, name, options, uuid FROM collections ORDER BY id').all();
    const indexes = this.#journal.db.prepare('SELECT id, spec, multikey FROM indexes WHERE collection = ? ORDER BY id');
    for (const row of rows as unknown as { id: number; db: string; name: string; options: Uint8Array; uuid: Uint8Array }[]) {
      const own = indexes.all(row.id) as unknown as { id: number; spec: Uint8Array; multikey: string }[];
      this.#remember(
        row.db,
        row.name,
        new Collection(
          this.#journal,
          { id: row.id, namespace: `${row.db}.${row.name}`, options: decode(row.options), uuid: row.uuid },
          own.map(({ id, spec, multikey }) => new CollectionIndex(this.#journal, id, decode(spec) as IndexSpec, JSON.parse(multikey) as number[])),
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
