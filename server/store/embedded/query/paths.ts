import { getOwn, isPlainObject } from '../bson/exact.ts';

const INDEX = /^(0|[1-9]\d*)$/;

/** The array index that a part of a dotted path may mean. */
export function asIndex(part: string): number | undefined {
  return INDEX.test(part) ? Number(part) : undefined;
}

/** @param picked the path ended in the index of an array, and the value is that element */
type Visit = (value: unknown, picked: boolean) => boolean;

/**
 * Visits every value that a dotted path leads to, going through the documents inside arrays as queries do. An array at
 * the path's end is visited as itself, without its elements. A path that leads nowhere gives `undefined`, except
 * through arrays without documents, which give nothing.
 *
 * @param visit returns true to stop
 * @returns whether a visit returned true
 */
export function visitPath(value: unknown, parts: readonly string[], visit: Visit, at = 0, picked = false): boolean {
  if (at === parts.length) return visit(value, picked);
  const part = parts[at] as string;
  if (isPlainObject(value)) return visitPath(getOwn(value, part), parts, visit, at + 1);
  if (!Array.isArray(value)) return visit(undefined, false);
  const index = asIndex(part);
  if (index !== undefined && index < value.length && visitPath(value[index], parts, visit, at + 1, true)) return true;
  for (const element of value) {
    if (isPlainObject(element) && visitPath(element, parts, visit, at)) return true;
  }
  return false;
}

/** Visits what {@link visitPath} visits, and before each array at the path's end its elements, unless an index picked it. */
export function visitValues(value: unknown, parts: readonly string[], visit: (value: unknown) => boolean): boolean {
  return visitPath(
    value,
    parts,
    (leaf, picked) => (!picked && Array.isArray(leaf) && leaf.some((element) => visit(element))) || visit(leaf),
  );
}
