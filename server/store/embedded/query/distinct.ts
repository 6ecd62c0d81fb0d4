import { compareValues } from '../bson/compare.ts';
import { keyOf } from '../bson/KeyWriter.ts';
import { visitPath } from './paths.ts';
import type { Match } from './run.ts';

/** The different values at a path in BSON's order; of an array, its elements. */
export async function distinctValues(found: AsyncIterable<Match>, key: string): Promise<unknown[]> {
  const parts = key.split('.');
  const values = new Map<string, unknown>();
  const keep = (value: unknown): void => {
    if (value === undefined) return;
    const bytes = keyOf(value).toString('latin1');
    if (!values.has(bytes)) values.set(bytes, value);
  };
  for await (const { document } of found) {
    visitPath(document, parts, (value) => {
      if (Array.isArray(value)) value.forEach(keep);
      else keep(value);
      return false;
    });
  }
  return [...values.values()].sort(compareValues);
}
