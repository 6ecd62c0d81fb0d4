import type { Document } from 'bson';
import { compareValues, equalValues } from '../bson/compare.ts';
import { isPlainObject } from '../bson/exact.ts';
import { compileFilter } from '../query/filter.ts';
import { wholeNumber } from '../query/wholeNumber.ts';
import { compareBy, parseSort } from '../query/sort.ts';
import { StoreError } from '../StoreError.ts';

type Apply = (value: unknown) => unknown;

function arrayOf(operator: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) {
    throw new StoreError(
      'BadValue',
      `The field must be an array but is of type ${value === null ? 'null' : typeof value} (${operator})`,
    );
  }
  return value;
}

/** `$push`, with `$each`, `$position`, `$slice` and `$sort`. */
export function push(operand: unknown): Apply {
  if (!isPlainObject(operand) || !('$each' in operand))
    return (value) => [...(value === undefined ? [] : arrayOf('$push', value)), operand];
  const { $each, $position, $slice, $sort, ...unknown } = operand;
  const [stray] = Object.keys(unknown);
  if (stray !== undefined) throw new StoreError('BadValue', `Unrecognized clause in $push: ${stray}`);
  if (!Array.isArray($each)) throw new StoreError('BadValue', 'The argument to $each in $push must be an array');
  const position =
    $position === undefined ? undefined : wholeNumber($position, 'The value for $position must be an integer value');
  const slice = $slice === undefined ? undefined : wholeNumber($slice, 'The value for $slice must be an integer value');
  const order = $sort === undefined ? undefined : sortOf($sort);
  return (value) => {
    const result = value === undefined ? [] : [...arrayOf('$push', value)];
    result.splice(position ?? result.length, 0, ...($each as unknown[]));
    if (order !== undefined) result.sort(order);
    if (slice === undefined) return result;
    return slice === 0 ? [] : slice < 0 ? result.slice(slice) : result.slice(0, slice);
  };
}

function sortOf(sort: unknown): (a: unknown, b: unknown) => number {
  if (isPlainObject(sort)) return compareBy(parseSort(sort));
  const direction = wholeNumber(sort, 'The $sort element value must be either 1 or -1');
  if (direction !== 1 && direction !== -1)
    throw new StoreError('BadValue', 'The $sort element value must be either 1 or -1');
  return (a, b) => direction * compareValues(a, b);
}

/** `$addToSet`, with `$each`. */
export function addToSet(operand: unknown): Apply {
  const many = isPlainObject(operand) && Object.keys(operand)[0] === '$each';
  const added: unknown = many ? operand['$each'] : [operand];
  if (!Array.isArray(added))
    throw new StoreError('TypeMismatch', 'The argument to $each in $addToSet must be an array');
  return (value) => {
    const before = value === undefined ? [] : arrayOf('$addToSet', value);
    const result = [...before];
    for (const item of added as unknown[]) {
      if (!result.some((held) => equalValues(held, item))) result.push(item);
    }
    return value !== undefined && result.length === before.length ? value : result;
  };
}

/** `$pop`: 1 takes the last element, -1 the first. */
export function pop(operand: unknown): Apply {
  const end = wholeNumber(operand, 'Expected a number in: $pop');
  if (end !== 1 && end !== -1) throw new StoreError('FailedToParse', `$pop expects 1 or -1, found: ${end}`);
  return (value) => {
    if (value === undefined) return value;
    const array = popped(value);
    return end === 1 ? array.slice(0, -1) : array.slice(1);
  };
}

function popped(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new StoreError('TypeMismatch', 'Path contains an element of non-array type');
  return value;
}

/** `$pull`: a document is a filter of the elements that are documents, operators try the elements themselves. */
export function pull(operand: unknown): Apply {
  const passes = pullTest(operand);
  return (value) => {
    if (value === undefined) return value;
    const array = pulled('$pull', value);
    const kept = array.filter((element) => !passes(element));
    return kept.length === array.length ? value : kept;
  };
}

function pulled(operator: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new StoreError('BadValue', `Cannot apply ${operator} to a non-array value`);
  return value;
}

function pullTest(operand: unknown): (element: unknown) => boolean {
  if (isPlainObject(operand) && !Object.keys(operand)[0]?.startsWith('$')) {
    const passes = compileFilter(operand);
    return (element) => isPlainObject(element) && passes(element);
  }
  if (isPlainObject(operand) || isRegex(operand)) {
    const passes = compileFilter({ element: operand });
    return (element) => passes({ element });
  }
  return (element) => equalValues(element, operand);
}

function isRegex(operand: unknown): boolean {
  return typeof operand === 'object' && operand !== null && (operand as Document)['_bsontype'] === 'BSONRegExp';
}

/** `$pullAll`: takes every element that is equal to one of the list. */
export function pullAll(operand: unknown): Apply {
  if (!Array.isArray(operand)) throw new StoreError('BadValue', '$pullAll requires an array argument');
  return (value) => {
    if (value === undefined) return value;
    const array = pulled('$pullAll', value);
    const kept = array.filter((element) => !operand.some((item) => equalValues(element, item)));
    return kept.length === array.length ? value : kept;
  };
}
