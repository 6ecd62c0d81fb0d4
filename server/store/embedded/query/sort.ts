import type { Document } from 'bson';
import { KeyWriter } from '../bson/KeyWriter.ts';
import { compareValues } from '../bson/compare.ts';
import { isPlainObject } from '../bson/exact.ts';
import { StoreError } from '../StoreError.ts';
import { visitValues } from './paths.ts';

export interface SortField {
  readonly path: string;
  readonly parts: readonly string[];
  readonly descending: boolean;
}

/** @throws StoreError BadValue for an order that is none, `$meta` among them */
export function parseSort(sort: Document): SortField[] {
  return Object.entries(sort).map(([path, direction]: [string, unknown]) => {
    if (isPlainObject(direction))
      throw new StoreError('BadValue', `$meta sort of ${path}: this store has no text index`);
    const number = Number(String(direction));
    if (number !== 1 && number !== -1)
      throw new StoreError('BadValue', `$sort key ordering must be 1 (for ascending) or -1 (for descending)`);
    if (path === '' || path.split('.').includes(''))
      throw new StoreError('BadValue', 'FieldPath must not end with or contain an empty part');
    return { path, parts: path.split('.'), descending: number === -1 };
  });
}

/** What a document is sorted by: of an array the smallest element, or the largest where the order is descending. */
export function sortValue(document: unknown, { parts, descending }: SortField): unknown {
  let found = false;
  let best: unknown;
  visitValues(document, parts, (value) => {
    if (Array.isArray(value) && value.length > 0) return false;
    const candidate: unknown = Array.isArray(value) ? undefined : (value ?? null);
    const order = found ? compareValues(candidate, best) : 0;
    if (!found || (descending ? order > 0 : order < 0)) best = candidate;
    found = true;
    return false;
  });
  return found ? best : null;
}

export function compareBy(fields: readonly SortField[]): (a: unknown, b: unknown) => number {
  return (a, b) => {
    for (const field of fields) {
      const order = compareValues(sortValue(a, field), sortValue(b, field));
      if (order !== 0) return field.descending ? -order : order;
    }
    return 0;
  };
}

const writer = new KeyWriter();

/** Bytes that sort under `memcmp` as the document does: the key that an index of this pattern would hold. */
export function sortKey(document: unknown, fields: readonly SortField[]): Buffer {
  for (const field of fields) writer.value(sortValue(document, field), field.descending);
  return writer.take();
}
