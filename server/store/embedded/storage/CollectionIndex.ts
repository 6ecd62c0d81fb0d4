import type { Document } from 'bson';
import type { Predicate } from '../query/predicates.ts';
import { compileFilter } from '../query/filter.ts';
import { StoreError } from '../StoreError.ts';
import type { IndexField, IndexEntry } from './indexKeys.ts';
import { indexEntries } from './indexKeys.ts';
import type { IndexSpec } from './IndexSpec.ts';
import { fieldsOf } from './IndexSpec.ts';
import type { Journal } from './Journal.ts';
import { inspectKey } from './inspectKey.ts';

/** One index of a collection: a SQLite table of (key, rid), in which the key's bytes sort as the values do. */
export class CollectionIndex {
  readonly id: number;
  readonly spec: IndexSpec;
  readonly fields: readonly IndexField[];
  readonly table: string;
  /** Positions of the fields that have met an array. They never leave: an index once multikey stays so. */
  readonly multikey: Set<number>;
  readonly #journal: Journal;
  readonly #partial: Predicate | undefined;

  constructor(journal: Journal, id: number, spec: IndexSpec, multikey: readonly number[]) {
    this.id = id;
    this.spec = spec;
    this.fields = fieldsOf(spec);
    this.table = `index_${id}`;
    this.multikey = new Set(multikey);
    this.#journal = journal;
    this.#partial =
      spec.partialFilterExpression === undefined ? undefined : compileFilter(spec.partialFilterExpression);
  }

  get unique(): boolean {
    return this.spec.unique === true || this.spec.name === '_id_';
  }

  /**
   * The entries that a document has here; none where the index is sparse or partial and leaves it out.
   * @throws StoreError CannotIndexParallelArrays
   */
  entriesOf(document: Document): readonly IndexEntry[] {
    if (this.#partial !== undefined && !this.#partial(document)) return [];
    const { entries, multikey, absent } = indexEntries(document, this.fields);
    if (absent && this.spec.sparse === true) return [];
    for (const position of multikey) {
      if (!this.multikey.has(position)) this.#becomeMultikey(position);
    }
    return entries;
  }

  /** @throws StoreError DuplicateKey when another document holds one of the keys of a unique index */
  checkUnique(entries: readonly IndexEntry[], rid: number | undefined, namespace: string): void {
    if (!this.unique) return;
    const holder = this.#journal.prepare(`SELECT rid FROM ${this.table} WHERE key = ? AND rid IS NOT ? LIMIT 1`);
    for (const { key, values } of entries) {
      if (holder.get(key, rid ?? null) !== undefined) throw this.duplicate(values, namespace);
    }
  }

  duplicate(values: readonly unknown[], namespace: string): StoreError {
    const keyValue = Object.fromEntries(this.fields.map(({ path }, i) => [path, values[i]]));
    return new StoreError(
      'DuplicateKey',
      `E11000 duplicate key error collection: ${namespace} index: ${this.spec.name} dup key: ${inspectKey(keyValue)}`,
      { keyPattern: this.spec.key, keyValue },
    );
  }

  add(entries: readonly IndexEntry[], rid: number): void {
    const add = this.#journal.prepare(`INSERT OR IGNORE INTO ${this.table} (key, rid) VALUES (?, ?)`);
    for (const { key } of entries) add.run(key, rid);
  }

  remove(entries: readonly IndexEntry[], rid: number): void {
    const remove = this.#journal.prepare(`DELETE FROM ${this.table} WHERE key = ? AND rid = ?`);
    for (const { key } of entries) remove.run(key, rid);
  }

  #becomeMultikey(position: number): void {
    this.multikey.add(position);
    this.#journal.write(() => {
      const positions = JSON.stringify([...this.multikey]);
      this.#journal.db.prepare('UPDATE indexes SET multikey = ? WHERE id = ?').run(positions, this.id);
    });
  }
}
