import { BSONRegExp, Long } from 'bson';
import type { Document } from 'bson';
import { Query } from 'mingo/query';
import { RANK, compareValues, equalValues, isNumeric, rankOf } from '../bson/compare.ts';
import { isPlainObject, toRegExp } from '../bson/exact.ts';
import { StoreError } from '../StoreError.ts';
import { bitPositions, bitReader } from './bits.ts';
import { isTrue } from './truth.ts';
import { wholeNumber } from './wholeNumber.ts';
import { visitPath, visitValues } from './paths.ts';
import { typeTest } from './types.ts';

/** What mingo's `Context` takes as a query operator: compiled once for a path, then asked for every document. */
export type Predicate = (document: unknown) => boolean;
type Operator = (selector: string, operand: unknown, options: never) => Predicate;

/** An operator that holds if any value at the path, or any element of an array there, passes the test. */
function overValues(test: (operand: unknown) => (value: unknown) => boolean): Operator {
  return (selector, operand) => {
    const parts = selector.split('.');
    const passes = test(operand);
    return (document) => visitValues(document, parts, passes);
  };
}

function negated(operator: Operator): Operator {
  return (selector, operand, options) => {
    const passes = operator(selector, operand, options);
    return (document) => !passes(document);
  };
}

/** The test of equality, which is a match for a regular expression, and for null takes what is missing too. */
export function equality(operand: unknown): (value: unknown) => boolean {
  if (operand === null || operand === undefined) return (value) => value === null || value === undefined;
  if (operand instanceof BSONRegExp) {
    const matches = regexTest(operand);
    return (value) => matches(value) || (value instanceof BSONRegExp && equalValues(value, operand));
  }
  if (typeof operand === 'string')
    return (value) => value === operand || (typeof value === 'object' && equalValues(value, operand));
  return (value) => value !== undefined && equalValues(value, operand);
}

/** Ranges hold within one type only, except against MinKey and MaxKey. NaN is equal to itself and has no order. */
function range(holds: (order: number) => boolean): Operator {
  return overValues((operand) => {
    if (operand instanceof BSONRegExp)
      throw new StoreError('BadValue', "Can't have RegEx as arg to predicate over field");
    const rank = operand === undefined ? RANK.null : rankOf(operand);
    if (rank === RANK.null) return (value) => holds(0) && (value === null || value === undefined);
    if (rank === RANK.minKey || rank === RANK.maxKey) {
      return (value) => value !== undefined && holds(compareValues(value, operand));
    }
    if (isNaNumber(operand)) return (value) => holds(0) && isNaNumber(value);
    return (value) => rankOf(value) === rank && !isNaNumber(value) && holds(compareValues(value, operand));
  });
}

function isNaNumber(value: unknown): boolean {
  return isNumeric(value) && Number.isNaN(Number(value.toString()));
}

export function regexTest(expression: BSONRegExp): (value: unknown) => boolean {
  let compiled: RegExp;
  try {
    compiled = toRegExp(expression);
  } catch (error) {
    throw new StoreError('BadValue', `Regular expression is invalid: ${(error as Error).message}`);
  }
  return (value) => typeof value === 'string' && compiled.test(value);
}

function listOf(name: string, operand: unknown): unknown[] {
  if (!Array.isArray(operand)) throw new StoreError('BadValue', `${name} needs an array`);
  return operand;
}

const $eq = overValues(equality);
const $in = overValues((operand) => {
  const list = listOf('$in', operand);
  if (list.some((item) => isPlainObject(item) && Object.keys(item)[0]?.startsWith('$'))) {
    throw new StoreError('BadValue', 'cannot nest $ under $in');
  }
  const strings = new Set(list.filter((item) => typeof item === 'string'));
  const tests = list.filter((item) => typeof item !== 'string').map(equality);
  return (value) => (typeof value === 'string' && strings.has(value)) || tests.some((test) => test(value));
});

const $exists: Operator = (selector, operand) => {
  const parts = selector.split('.');
  const wanted = isTrue(operand);
  return (document) => visitPath(document, parts, (value) => value !== undefined) === wanted;
};

const $size: Operator = (selector, operand) => {
  const parts = selector.split('.');
  const size = wholeNumber(operand, `Failed to parse $size. Expected an integer: ${selector}`);
  if (size < 0) throw new StoreError('BadValue', 'Failed to parse $size. Expected a non-negative number');
  return (document) => visitPath(document, parts, (value) => Array.isArray(value) && value.length === size);
};

const $mod = overValues((operand) => {
  const list = listOf('malformed mod, $mod', operand);
  if (list.length !== 2)
    throw new StoreError('BadValue', `malformed mod, ${list.length < 2 ? 'not enough' : 'too many'} elements`);
  const [divisor, remainder] = list.map((item) => {
    if (!isNumeric(item)) throw new StoreError('BadValue', 'malformed mod, divisor or remainder not a number');
    return BigInt(Math.trunc(Number(item.toString())));
  }) as [bigint, bigint];
  if (divisor === 0n) throw new StoreError('BadValue', 'divisor cannot be 0');
  return (value) => {
    if (!isNumeric(value)) return false;
    const number = value instanceof Long ? value.toBigInt() : Number(value.toString());
    if (typeof number === 'number' && !Number.isFinite(number)) return false;
    return (typeof number === 'bigint' ? number : BigInt(Math.trunc(number))) % divisor === remainder;
  };
});

const $regex = overValues((operand) => {
  if (operand instanceof RegExp) return (value) => typeof value === 'string' && operand.test(value);
  throw new StoreError('BadValue', '$regex has to be a string');
});

const $type = overValues((operand) => typeTest(operand));

function bits(holds: (list: readonly number[], isSet: (bit: number) => boolean) => boolean): Operator {
  return overValues((operand) => {
    const list = bitPositions(operand);
    return (value) => {
      const isSet = bitReader(value);
      return isSet !== undefined && holds(list, isSet);
    };
  });
}

/** Reads a part of a filter, with the options of the whole. */
function compile(filter: Document, options: never): Predicate {
  const query = new Query(filter, options);
  return (document) => query.test(document as Document);
}

/** Documents in the array are tried as documents; with operators only, the elements themselves are. */
function elementTest(operand: unknown, options: never): Predicate {
  if (!isPlainObject(operand)) throw new StoreError('BadValue', '$elemMatch needs an Object');
  const [first] = Object.keys(operand);
  const overElements =
    first !== undefined && first.startsWith('$') && !['$and', '$or', '$nor', '$expr', '$where'].includes(first);
  if (!overElements) {
    const passes = compile(operand, options);
    return (element) => (isPlainObject(element) || Array.isArray(element)) && passes(element);
  }
  const passes = compile({ element: operand }, options);
  // The element must be met as a value, not as an array whose own elements are tried.
  return (element) => passes({ element: Array.isArray(element) ? [element] : element });
}

const $elemMatch: Operator = (selector, operand, options) => {
  const parts = selector.split('.');
  const passes = elementTest(operand, options);
  return (document) => visitPath(document, parts, (value) => Array.isArray(value) && value.some(passes));
};

const $all: Operator = (selector, operand, options) => {
  const list = listOf('$all', operand);
  if (list.length === 0) return () => false;
  const tests = list.map((item) =>
    isPlainObject(item) && '$elemMatch' in item
      ? $elemMatch(selector, item['$elemMatch'], options)
      : $eq(selector, item, options),
  );
  return (document) => tests.every((test) => test(document));
};

const $not: Operator = (selector, operand, options) => {
  if (operand instanceof BSONRegExp) return negated($eq)(selector, operand, options);
  if (!isPlainObject(operand)) throw new StoreError('BadValue', '$not needs a regex or a document');
  const keys = Object.keys(operand);
  if (keys.length === 0) throw new StoreError('BadValue', '$not cannot be empty');
  const stray = keys.find((key) => !key.startsWith('$'));
  if (stray !== undefined) throw new StoreError('BadValue', `unknown operator: ${stray}`);
  const passes = compile({ [selector]: operand }, options);
  return (document) => !passes(document);
};

/**
 * The query operators that compare values, with BSON's order and MongoDB's way through arrays. They take the place of
 * mingo's, which compare by JavaScript's rules: `toString()` for what is no primitive, so that binaries of different
 * bytes are equal, and a Long sorts as text.
 */
export const PREDICATES: Readonly<Record<`$${string}`, Operator>> = {
  $eq,
  $ne: negated($eq),
  $gt: range((order) => order > 0),
  $gte: range((order) => order >= 0),
  $lt: range((order) => order < 0),
  $lte: range((order) => order <= 0),
  $in,
  $nin: negated($in),
  $exists,
  $type,
  $size,
  $mod,
  $regex,
  $all,
  $elemMatch,
  $not,
  $bitsAllSet: bits((list, isSet) => list.every(isSet)),
  $bitsAllClear: bits((list, isSet) => !list.some(isSet)),
  $bitsAnySet: bits((list, isSet) => list.some(isSet)),
  $bitsAnyClear: bits((list, isSet) => !list.every(isSet)),
};
