import type { Document } from 'bson';
import { getOwn, isPlainObject, setOwn } from '../bson/exact.ts';
import { asIndex } from '../query/paths.ts';
import type { Predicate } from '../query/predicates.ts';
import { StoreError } from '../StoreError.ts';
import { inspectKey } from '../storage/inspectKey.ts';

/** What an operator makes of a field: a value, or {@link REMOVED}. Given back as it came, the field is left alone. */
export const REMOVED = Symbol('removed');

export interface Change {
  /** Missing parents are made; without it a path that leads nowhere is left alone. */
  readonly creates: boolean;
  readonly apply: (value: unknown) => unknown;
}

export interface Positions {
  /** The index that `$` stands for, where the query found one. */
  readonly matched: number | undefined;
  /** Tests of elements by the identifier in `$[identifier]`. */
  readonly filters: ReadonlyMap<string, Predicate>;
}

/** An array may not be made longer than this by setting an element far beyond its end. Source: `kMaxPaddingAllowed`. */
const MAX_PADDING = 1_500_000;

/** Changes the fields that an update's path means. @throws StoreError PathNotViable, BadValue */
export function changeAt(
  container: unknown,
  parts: readonly string[],
  change: Change,
  positions: Positions,
  at = 0,
): void {
  const part = parts[at] as string;
  if (Array.isArray(container)) {
    for (const index of indexesOf(container, part, parts, change, positions, at)) {
      changeMember(container, index, parts, change, positions, at);
    }
  } else if (isPlainObject(container)) {
    if (part === '$' || part.startsWith('$[')) throw notArray(parts, at, container);
    changeMember(container, part, parts, change, positions, at);
  } else if (part === '$' || part.startsWith('$[')) {
    throw notArray(parts, at, container);
  } else if (change.creates) {
    throw new StoreError(
      'PathNotViable',
      `Cannot create field '${part}' in element ${inspectKey({ [parts[at - 1] ?? '']: container })}`,
    );
  }
}

function notArray(parts: readonly string[], at: number, value: unknown): StoreError {
  const part = parts[at] as string;
  if (value === undefined) {
    return new StoreError(
      'BadValue',
      `The path '${parts.slice(0, at).join('.')}' must exist in the document in order to apply array updates.`,
    );
  }
  return new StoreError('BadValue', `Cannot apply array updates to non-array element ${parts[at - 1] ?? part}`);
}

function indexesOf(
  array: readonly unknown[],
  part: string,
  parts: readonly string[],
  change: Change,
  positions: Positions,
  at: number,
): number[] {
  if (part === '$') {
    if (positions.matched === undefined) {
      throw new StoreError('BadValue', 'The positional operator did not find the match needed from the query.');
    }
    return [positions.matched];
  }
  if (part === '$[]') return [...array.keys()];
  if (part.startsWith('$[')) {
    const passes = positions.filters.get(part.slice(2, -1));
    if (passes === undefined)
      throw new StoreError(
        'BadValue',
        `No array filter found for identifier '${part.slice(2, -1)}' in path '${parts.join('.')}'`,
      );
    return [...array.keys()].filter((index) => passes(array[index]));
  }
  const index = asIndex(part);
  if (index !== undefined) {
    if (index >= array.length + MAX_PADDING)
      throw new StoreError('BadValue', `can't pad array beyond ${MAX_PADDING} elements`);
    return [index];
  }
  if (change.creates) {
    throw new StoreError(
      'PathNotViable',
      `Cannot create field '${part}' in element ${inspectKey({ [parts[at - 1] ?? '']: array })}`,
    );
  }
  return [];
}

function changeMember(
  container: Document | unknown[],
  key: string | number,
  parts: readonly string[],
  change: Change,
  positions: Positions,
  at: number,
): void {
  const value: unknown = Array.isArray(container) ? container[key as number] : getOwn(container, key as string);
  if (at < parts.length - 1) {
    let member = value;
    if (member === undefined) {
      const next = parts[at + 1] as string;
      if (next === '$' || next.startsWith('$[')) throw notArray(parts, at + 1, undefined);
      if (!change.creates) return;
      member = {};
      setMember(container, key, member);
    }
    changeAt(member, parts, change, positions, at + 1);
    return;
  }
  const after = change.apply(value);
  if (after === value) return;
  if (after === REMOVED) removeMember(container, key);
  else setMember(container, key, after);
}

function setMember(container: Document | unknown[], key: string | number, value: unknown): void {
  if (!Array.isArray(container)) {
    setOwn(container, key as string, value);
    return;
  }
  while (container.length < (key as number)) container.push(null);
  container[key as number] = value;
}

/** A field goes; an array's element becomes null, for the others keep their places. */
function removeMember(container: Document | unknown[], key: string | number): void {
  if (!Array.isArray(container)) delete container[key as string];
  else if ((key as number) < container.length) container[key as number] = null;
}
