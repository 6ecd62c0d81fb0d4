import type { Document } from 'bson';
import { BSONRegExp, ObjectId } from 'bson';
import { equalValues } from '../bson/compare.ts';
import { encode } from '../bson/exact.ts';
import { StoreError } from '../StoreError.ts';
import type { CollectionIndex } from './CollectionIndex.ts';
import type { IndexEntry } from './indexKeys.ts';
import type { Journal } from './Journal.ts';

/** A document's largest size. Source: `maxBsonObjectSize` of MongoDB's `hello`. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** A stored document: its row and its bytes. */
export interface Row {
  readonly rid: number;
  readonly body: Uint8Array;
}

/** One collection: a SQLite table of (rid, body) and the tables of its indexes, always changed together. */
export class Collection {
  readonly id: number;
  readonly namespace: string;
  readonly table: string;
  readonly options: Document;
  readonly uuid: Uint8Array;
  readonly indexes: CollectionIndex[];
  readonly #journal: Journal;
  #count: number | undefined;

  constructor(
    journal: Journal,
    row: { id: number; namespace: string; options: Document; uuid: Uint8Array },
    indexes: CollectionIndex[],
  ) {
    this.#journal = journal;
    this.id = row.id;
    this.namespace = row.namespace;
    this.table = `documents_${row.id}`;
    this.options = row.options;
    this.uuid = row.uuid;
    this.indexes = indexes;
  }

  /**
   * Stores a new document, with an `_id` in front and made if it has none.
   *
   * @param bytes the document's own bytes, if it came as such: kept unless `_id` has to move
   * @returns the document as stored
   * @throws StoreError DuplicateKey, BSONObjectTooLarge, BadValue for an `_id` that cannot be one
   */
  insert(document: Document, bytes?: Uint8Array): Document {
    const stored = withIdFirst(document);
    checkId(stored['_id']);
    const body = stored === document && bytes !== undefined ? bytes : encode(stored);
    checkSize(body);
    const keys = this.#keysOf(stored, undefined);
    this.#journal.write(() => {
      const statement = this.#journal.prepare(`INSERT INTO ${this.table} (body) VALUES (?)`);
      const rid = Number(statement.run(body).lastInsertRowid);
      for (const [index, entries] of keys) index.add(entries, rid);
    });
    if (this.#count !== undefined) this.#count += 1;
    return stored;
  }

  /** @throws StoreError as {@link insert}, and ImmutableField when the `_id` would change */
  replace(rid: number, before: Document, after: Document): void {
    if (!equalValues(before['_id'], after['_id'])) {
      throw new StoreError(
        'ImmutableField',
        "Performing an update on the path '_id' would modify the immutable field '_id'",
      );
    }
    const body = encode(after);
    if (body.length > MAX_DOCUMENT_BYTES) {
      throw new StoreError(
        'ResultingDocumentTooLarge',
        `Resulting document after update is larger than ${MAX_DOCUMENT_BYTES}`,
      );
    }
    const keys = this.#keysOf(after, rid);
    this.#journal.write(() => {
      const statement = this.#journal.prepare(`UPDATE ${this.table} SET body = ? WHERE rid = ?`);
      statement.run(body, rid);
      for (const [index, entries] of keys) {
        const old = index.entriesOf(before);
        if (sameKeys(old, entries)) continue;
        index.remove(old, rid);
        index.add(entries, rid);
      }
    });
  }

  delete(rid: number, document: Document): void {
    this.#journal.write(() => {
      const statement = this.#journal.prepare(`DELETE FROM ${this.table} WHERE rid = ?`);
      statement.run(rid);
      for (const index of this.indexes) index.remove(index.entriesOf(document), rid);
    });
    if (this.#count !== undefined) this.#count -= 1;
  }

  body(rid: number): Uint8Array | undefined {
    const statement = this.#journal.prepare(`SELECT body FROM ${this.table} WHERE rid = ?`);
    return statement.get(rid)?.['body'] as Uint8Array | undefined;
  }

  /** How many documents there are: counted once, over the small table of `_id`, and kept from then on. */
  count(): number {
    const [ids] = this.indexes as [CollectionIndex, ...CollectionIndex[]];
    this.#count ??= this.#journal.db.prepare(`SELECT count(*) AS n FROM ${ids.table}`).get()?.['n'] as number;
    return this.#count;
  }

  /** All checks come before the first change, so that a refused document leaves nothing behind. */
  #keysOf(document: Document, rid: number | undefined): [CollectionIndex, readonly IndexEntry[]][] {
    return this.indexes.map((index) => {
      const entries = index.entriesOf(document);
      index.checkUnique(entries, rid, this.namespace);
      return [index, entries];
    });
  }
}

function withIdFirst(document: Document): Document {
  const [first] = Object.keys(document);
  if (first === '_id') return document;
  const id: unknown = document['_id'];
  return { _id: id === undefined ? new ObjectId() : id, ...document };
}

function checkId(id: unknown): void {
  if (Array.isArray(id)) throw new StoreError('BadValue', "The '_id' value cannot be of type array");
  if (id instanceof BSONRegExp) throw new StoreError('BadValue', "The '_id' value cannot be of type regex");
}

function checkSize(body: Uint8Array): void {
  if (body.length > MAX_DOCUMENT_BYTES) {
    throw new StoreError(
      'BSONObjectTooLarge',
      `object to insert too large. size in bytes: ${body.length}, max size: ${MAX_DOCUMENT_BYTES}`,
    );
  }
}

function sameKeys(a: readonly IndexEntry[], b: readonly IndexEntry[]): boolean {
  return a.length === b.length && a.every(({ key }, i) => key.equals((b[i] as IndexEntry).key));
}
