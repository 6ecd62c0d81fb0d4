import type { Document } from 'bson';
import { KeyWriter } from '../bson/KeyWriter.ts';
import { getOwn, isPlainObject } from '../bson/exact.ts';
import { asIndex } from '../query/paths.ts';
import { StoreError } from '../StoreError.ts';

export interface IndexField {
  readonly path: string;
  readonly parts: readonly string[];
  readonly descending: boolean;
}

/** One field of an index on its way down a document. */
interface Cursor {
  readonly value: unknown;
  readonly parts: readonly string[];
  /** How much of `parts` has been gone. */
  readonly at: number;
}

export interface IndexEntry {
  readonly key: Buffer;
  /** The values by field, for the message about a duplicate. */
  readonly values: readonly unknown[];
}

export interface IndexEntries {
  readonly entries: readonly IndexEntry[];
  /** The fields, by position, that had an array on their path. */
  readonly multikey: readonly number[];
  /** No field is in the document at all. */
  readonly absent: boolean;
}

/** One writer for the thread: `take` empties it before the next key is begun. */
const writer = new KeyWriter();

/**
 * The entries of a document in an index: one, or one for each element of an array on the fields' paths. A missing value
 * is kept as null, an empty array as undefined, as MongoDB does.
 *
 * @throws StoreError CannotIndexParallelArrays when two fields lead into different arrays
 */
export function indexEntries(document: Document, fields: readonly IndexField[]): IndexEntries {
  const multikey = new Set<number>();
  const tuples: unknown[][] = [];
  expand(
    fields.map(({ parts }) => ({ value: document, parts, at: 0 })),
    multikey,
    tuples,
  );
  const absent =
    tuples.length === 1 && (tuples[0] as unknown[]).every((value) => value === undefined) && multikey.size === 0;
  const byKey = new Map<string, IndexEntry>();
  for (const tuple of tuples) {
    tuple.forEach((value, i) => {
      writer.value(
        value === undefined ? null : value === EMPTY_ARRAY ? undefined : value,
        fields[i]?.descending ?? false,
      );
    });
    const key = writer.take();
    const values = tuple.map((value) => (value === undefined || value === EMPTY_ARRAY ? null : value));
    if (tuples.length === 1) return { entries: [{ key, values }], multikey: [...multikey], absent };
    byKey.set(key.toString('latin1'), { key, values });
  }
  return { entries: [...byKey.values()], multikey: [...multikey], absent };
}

const EMPTY_ARRAY = Symbol('empty array');

function expand(cursors: readonly Cursor[], multikey: Set<number>, into: unknown[][]): void {
  const rested = cursors.map(descend);
  let shared: unknown[] | undefined;
  rested.forEach(({ value, at, parts }, i) => {
    if (!Array.isArray(value) || at > parts.length) return;
    if (shared !== undefined && shared !== value) {
      throw new StoreError('CannotIndexParallelArrays', `cannot index parallel arrays [${String(parts[at - 1])}]`);
    }
    shared = value as unknown[];
    multikey.add(i);
  });
  if (shared === undefined) {
    into.push(rested.map(({ value }) => value));
    return;
  }
  const array = shared;
  const elements: readonly unknown[] = array.length === 0 ? [undefined] : array;
  for (const element of elements) {
    expand(
      rested.map((cursor) => {
        if (cursor.value !== array || cursor.at > cursor.parts.length) return cursor;
        const ended = cursor.at === cursor.parts.length;
        const value = array.length === 0 && ended ? EMPTY_ARRAY : element;
        // An element at the end of the path is taken as it is: arrays in arrays are not opened.
        return ended
          ? { ...cursor, value, at: cursor.at + 1 }
          : { ...cursor, value: isPlainObject(value) ? value : undefined };
      }),
      multikey,
      into,
    );
  }
}

/** Goes down until the path ends or an array has to be opened. */
function descend(cursor: Cursor): Cursor {
  let { value, at } = cursor;
  while (at < cursor.parts.length) {
    const part = cursor.parts[at] as string;
    if (isPlainObject(value)) value = getOwn(value, part);
    else if (Array.isArray(value)) {
      const index = asIndex(part);
      if (index === undefined || index >= value.length) return { ...cursor, value, at };
      value = value[index];
    } else return { ...cursor, value: undefined, at: cursor.parts.length + 1 };
    at += 1;
  }
  return { ...cursor, value, at };
}
