import type { Document } from 'bson';

/** What a pipeline needs of the store: other collections to read, and to write where it ends in `$out` or `$merge`. */
export interface Source {
  /** The documents of a collection of the same database that match; none if there is no such collection. */
  read(collection: string, filter: Document, variables: Document): Promise<Document[]>;
  /** Puts the documents in place of all that a collection holds. */
  replaceAll(db: string | undefined, collection: string, documents: readonly Document[]): Promise<void>;
  merge(documents: readonly Document[], into: MergeTarget): Promise<void>;
  /** Lets the other clients have their turn. */
  rest(): Promise<void>;
}

export interface MergeTarget {
  readonly db: string | undefined;
  readonly collection: string;
  readonly on: readonly string[];
  readonly whenMatched: 'replace' | 'keepExisting' | 'merge' | 'fail' | readonly Document[];
  readonly whenNotMatched: 'insert' | 'discard' | 'fail';
}
