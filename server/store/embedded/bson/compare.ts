import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import type { Document } from 'bson';
import type { Numeric } from './decimal.ts';
import { compareNumbers } from './decimal.ts';
import { isPlainObject } from './exact.ts';

/**
 * The order of BSON types, lowest first. Types of one rank compare by value with each other.
 * Source: MongoDB manual, "Comparison/Sort Order", and `canonicalizeBSONType` in the server.
 */
export const RANK = {
  minKey: 0x02,
  undefined: 0x08,
  null: 0x10,
  number: 0x18,
  string: 0x20,
  object: 0x28,
  array: 0x30,
  binary: 0x38,
  objectId: 0x40,
  boolean: 0x48,
  date: 0x50,
  timestamp: 0x58,
  regex: 0x60,
  code: 0x68,
  codeWithScope: 0x70,
  maxKey: 0x7e,
} as const;

export function rankOf(value: unknown): number {
  switch (typeof value) {
    case 'number':
      return RANK.number;
    case 'string':
      return RANK.string;
    case 'boolean':
      return RANK.boolean;
    case 'undefined':
      return RANK.undefined;
    default:
      return value === null ? RANK.null : rankOfObject(value as object);
  }
}

function rankOfObject(value: object): number {
  if (Array.isArray(value)) return RANK.array;
  if (value instanceof ObjectId) return RANK.objectId;
  if (value instanceof Date) return RANK.date;
  if (value instanceof Timestamp) return RANK.timestamp;
  if (value instanceof Double || value instanceof Long || value instanceof Decimal128) return RANK.number;
  if (value instanceof Binary) return RANK.binary;
  if (value instanceof BSONRegExp) return RANK.regex;
  if (value instanceof BSONSymbol) return RANK.string;
  if (value instanceof Code) return value.scope === null ? RANK.code : RANK.codeWithScope;
  if (value instanceof MinKey) return RANK.minKey;
  if (value instanceof MaxKey) return RANK.maxKey;
  if (isPlainObject(value)) return RANK.object;
  throw new TypeError(`not a BSON value: ${value.constructor.name}`);
}

export function isNumeric(value: unknown): value is Numeric {
  return typeof value === 'number' || (typeof value === 'object' && value !== null && rankOf(value) === RANK.number);
}

/** Orders two values as MongoDB sorts them: negative, 0 or positive. Missing (`undefined`) is below null. */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return compareNumbers(a, b);
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  const rank = rankOf(a);
  const otherRank = rankOf(b);
  if (rank !== otherRank) return rank - otherRank;
  switch (rank) {
    case RANK.number:
      return compareNumbers(a as Numeric, b as Numeric);
    case RANK.string:
      return compareText(String(a), String(b));
    case RANK.object:
      return compareObjects(a as Document, b as Document);
    case RANK.array:
      return compareArrays(a as unknown[], b as unknown[]);
    case RANK.binary:
      return compareBinaries(a as Binary, b as Binary);
    case RANK.objectId:
      return Buffer.compare((a as ObjectId).id, (b as ObjectId).id);
    case RANK.boolean:
      return Number(a) - Number(b);
    case RANK.date:
      return Math.sign((a as Date).getTime() - (b as Date).getTime());
    case RANK.timestamp:
      return (a as Timestamp).compare(b as Timestamp);
    case RANK.regex:
      return compareRegExps(a as BSONRegExp, b as BSONRegExp);
    case RANK.code:
    case RANK.codeWithScope:
      return compareCodes(a as Code, b as Code);
    default:
      return 0;
  }
}

export function equalValues(a: unknown, b: unknown): boolean {
  return a === b || compareValues(a, b) === 0;
}

/** Strings compare by their UTF-8 bytes. UTF-16 units sort differently only where surrogates meet U+E000 and above. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const unitA = a.charCodeAt(i);
    const unitB = b.charCodeAt(i);
    if (unitA !== unitB) return surrogatesLast(unitA) - surrogatesLast(unitB);
  }
  return a.length - b.length;
}

function surrogatesLast(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x1_0000 : unit;
}

function compareObjects(a: Document, b: Document): number {
  const keysA = Object.keys(a);
  const keysB = Object.keys(b);
  const length = Math.min(keysA.length, keysB.length);
  for (let i = 0; i < length; i += 1) {
    const keyA = keysA[i] as string;
    const keyB = keysB[i] as string;
    const order = rankOf(a[keyA]) - rankOf(b[keyB]) || compareText(keyA, keyB) || compareValues(a[keyA], b[keyB]);
    if (order !== 0) return order;
  }
  return keysA.length - keysB.length;
}

function compareArrays(a: readonly unknown[], b: readonly unknown[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const order = compareValues(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** First the length, then the subtype, then the bytes. */
function compareBinaries(a: Binary, b: Binary): number {
  return a.length() - b.length() || a.sub_type - b.sub_type || Buffer.compare(bytesOf(a), bytesOf(b));
}

export function bytesOf(value: Binary): Uint8Array {
  return value.buffer.subarray(0, value.length());
}

function compareRegExps(a: BSONRegExp, b: BSONRegExp): number {
  return compareText(a.pattern, b.pattern) || compareText(a.options, b.options);
}

function compareCodes(a: Code, b: Code): number {
  return compareText(a.code, b.code) || (a.scope !== null && b.scope !== null ? compareObjects(a.scope, b.scope) : 0);
}
