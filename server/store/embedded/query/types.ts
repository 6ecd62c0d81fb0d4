import {
  BSONRegExp,
  BSONSymbol,
  Binary,
  Code,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import { isNumeric } from '../bson/compare.ts';
import { isPlainObject } from '../bson/exact.ts';
import { StoreError } from '../StoreError.ts';

/** BSON's types by number and alias. Source: MongoDB manual, `$type`. */
const NAMES: Readonly<Record<number, string>> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  6: 'undefined',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  12: 'dbPointer',
  13: 'javascript',
  14: 'symbol',
  15: 'javascriptWithScope',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  [-1]: 'minKey',
  127: 'maxKey',
};
const ALIASES = new Set(Object.values(NAMES));

/** The alias of a value's BSON type; `missing` where there is none. */
export function typeName(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'number')
    return Number.isInteger(value) && value >= -0x8000_0000 && value <= 0x7fff_ffff && !Object.is(value, -0)
      ? 'int'
      : 'double';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return 'array';
  if (isPlainObject(value)) return 'object';
  return objectTypeName(value);
}

function objectTypeName(value: object): string {
  if (value instanceof ObjectId) return 'objectId';
  if (value instanceof Date) return 'date';
  if (value instanceof Double) return 'double';
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof Long) return 'long';
  if (value instanceof Decimal128) return 'decimal';
  if (value instanceof Binary) return 'binData';
  if (value instanceof BSONRegExp) return 'regex';
  if (value instanceof Code) return value.scope === null ? 'javascript' : 'javascriptWithScope';
  if (value instanceof BSONSymbol) return 'symbol';
  if (value instanceof MinKey) return 'minKey';
  if (value instanceof MaxKey) return 'maxKey';
  throw new TypeError(`not a BSON value: ${value.constructor.name}`);
}

/** The test that `$type` asks for: an alias, a number, or a list of them. */
export function typeTest(operand: unknown): (value: unknown) => boolean {
  const wanted = new Set((Array.isArray(operand) ? operand : [operand]).map(aliasOf));
  if (wanted.size === 0) throw new StoreError('FailedToParse', 'field must match at least one type');
  const anyNumber = wanted.has('number');
  return (value) => value !== undefined && ((anyNumber && isNumeric(value)) || wanted.has(typeName(value)));
}

function aliasOf(type: unknown): string {
  if (typeof type === 'string') {
    if (type === 'number' || ALIASES.has(type)) return type;
    throw new StoreError('BadValue', `Unknown type name alias: ${type}`);
  }
  if (!isNumeric(type)) throw new StoreError('TypeMismatch', 'type must be represented as a number or a string');
  const alias = NAMES[Number(type.toString())];
  if (alias === undefined) throw new StoreError('BadValue', `Invalid numerical type code: ${type.toString()}`);
  return alias;
}
