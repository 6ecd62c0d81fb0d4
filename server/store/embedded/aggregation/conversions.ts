import { Decimal128, Long, ObjectId } from 'bson';
import type { Document } from 'bson';
import { evalExpr } from 'mingo/core';
import { isNumeric } from '../bson/compare.ts';
import { asExact } from '../bson/exact.ts';
import { isTrue } from '../query/truth.ts';
import { typeName } from '../query/types.ts';
import { StoreError } from '../StoreError.ts';
import type { Expression } from './exactExpressions.ts';

type Convert = (value: unknown) => unknown;

function refuse(value: unknown, to: string): StoreError {
  return new StoreError(
    'ConversionFailure',
    `Unsupported conversion from ${typeName(value)} to ${to} in $convert with no onError value`,
  );
}

function parsed(value: string, to: string): number {
  const number = value.trim() === value && value !== '' ? Number(value) : NaN;
  if (Number.isNaN(number))
    throw new StoreError(
      'ConversionFailure',
      `Failed to parse number '${value}' in $convert to ${to} with no onError value`,
    );
  return number;
}

function integerOf(value: unknown, to: 'int' | 'long'): bigint {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (value instanceof Date && to === 'long') return BigInt(value.getTime());
  if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value))
      throw new StoreError('ConversionFailure', `Failed to parse number '${value}' in $convert with no onError value`);
    return BigInt(value);
  }
  if (value instanceof Long) return value.toBigInt();
  if (!isNumeric(value)) throw refuse(value, to);
  const number = Math.trunc(Number(value.toString()));
  if (!Number.isFinite(number)) throw refuse(value, to);
  return BigInt(number);
}

function inRange(value: bigint, bits: 32 | 64): bigint {
  if (BigInt.asIntN(bits, value) !== value)
    throw new StoreError(
      'ConversionFailure',
      'Conversion would overflow target type in $convert with no onError value',
    );
  return value;
}

const toInt: Convert = (value) => Number(inRange(integerOf(value, 'int'), 32));
const toLong: Convert = (value) => Long.fromBigInt(inRange(integerOf(value, 'long'), 64));
const toDouble: Convert = (value) => {
  if (typeof value === 'boolean') return asExact(value ? 1 : 0);
  if (value instanceof Date) return asExact(value.getTime());
  if (typeof value === 'string') return asExact(parsed(value, 'double'));
  if (isNumeric(value)) return asExact(Number(value.toString()));
  throw refuse(value, 'double');
};
const toDecimal: Convert = (value) => {
  if (typeof value === 'boolean') return Decimal128.fromString(value ? '1' : '0');
  if (value instanceof Date) return Decimal128.fromString(String(value.getTime()));
  if (typeof value !== 'string' && !isNumeric(value)) throw refuse(value, 'decimal');
  try {
    return Decimal128.fromStringWithRounding(String(value));
  } catch {
    throw refuse(value, 'decimal');
  }
};
const toText: Convert = (value) => {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ObjectId) return value.toHexString();
  if (typeof value === 'string' || typeof value === 'boolean' || isNumeric(value)) return String(value);
  throw refuse(value, 'string');
};
const toDate: Convert = (value) => {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  const date =
    typeof value === 'string' ? new Date(value) : isNumeric(value) ? new Date(Number(value.toString())) : undefined;
  if (date === undefined || Number.isNaN(date.getTime())) throw refuse(value, 'date');
  return date;
};
const toObjectId: Convert = (value) => {
  if (value instanceof ObjectId) return value;
  if (typeof value !== 'string' || !/^[\da-f]{24}$/i.test(value)) throw refuse(value, 'objectId');
  return new ObjectId(value);
};
const toBool: Convert = (value) => isTrue(value);

const CONVERSIONS: Readonly<Record<string, Convert>> = {
  int: toInt,
  long: toLong,
  double: toDouble,
  decimal: toDecimal,
  string: toText,
  date: toDate,
  objectId: toObjectId,
  bool: toBool,
};
const BY_NUMBER: Readonly<Record<number, string>> = {
  1: 'double',
  2: 'string',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  16: 'int',
  18: 'long',
  19: 'decimal',
};

function orNull(convert: Convert): Expression {
  return (document, operand, options) => {
    const evaluated: unknown = evalExpr(document, operand, options);
    const value: unknown =
      Array.isArray(evaluated) && Array.isArray(operand) && operand.length === 1 ? evaluated[0] : evaluated;
    return value === null || value === undefined ? null : convert(value);
  };
}

function convert(document: unknown, expression: unknown, options: never): unknown {
  const { input, to, onError, onNull } = expression as Document;
  const value: unknown = evalExpr(document, input as never, options);
  if (value === null || value === undefined) return evalExpr(document, onNull as never, options) ?? null;
  const target: unknown = evalExpr(document, to as never, options);
  const name = isNumeric(target) ? BY_NUMBER[Number(String(target))] : String(target);
  const conversion = name === undefined ? undefined : CONVERSIONS[name];
  if (conversion === undefined) throw new StoreError('BadValue', `Unknown type name: ${String(target)}`);
  try {
    return conversion(value);
  } catch (error) {
    if (onError === undefined) throw error;
    return evalExpr(document, onError as never, options);
  }
}

/** The expression operators that change a value's type, exactly. */
export const conversions: Readonly<Record<`$${string}`, Expression>> = {
  $toInt: orNull(toInt),
  $toLong: orNull(toLong),
  $toDouble: orNull(toDouble),
  $toDecimal: orNull(toDecimal),
  $toString: orNull(toText),
  $toDate: orNull(toDate),
  $toObjectId: orNull(toObjectId),
  $toBool: orNull(toBool),
  $convert: convert,
  $literal: (_document, operand) => operand,
};
