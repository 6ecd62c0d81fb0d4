import { Decimal128, Double } from 'bson';
import { $push } from 'mingo/operators/accumulator';
import { add } from '../bson/arithmetic.ts';
import { compareValues, isNumeric } from '../bson/compare.ts';
import { keyOf } from '../bson/KeyWriter.ts';
import type { Numeric } from '../bson/decimal.ts';
import { exactNumber } from '../bson/decimal.ts';
import { asExact } from '../bson/exact.ts';

type Accumulator = (documents: unknown[], expression: unknown, options: never) => unknown;

function valuesOf(documents: unknown[], expression: unknown, options: never): unknown[] {
  return $push(documents, expression, options);
}

function sumOf(values: readonly unknown[]): Numeric {
  return values
    .filter(isNumeric)
    .reduce<Numeric>((total, value) => add(total, value) ?? add(new Double(Number(total)), value) ?? total, 0);
}

const $sum: Accumulator = (documents, expression, options) => {
  if (expression === 1) return documents.length;
  return sumOf(valuesOf(documents, expression, options));
};

/** A double, unless a decimal is among the values. */
const $avg: Accumulator = (documents, expression, options) => {
  const numbers = valuesOf(documents, expression, options).filter(isNumeric);
  if (numbers.length === 0) return null;
  const sum = sumOf(numbers);
  if (!(sum instanceof Decimal128)) return asExact(Number(sum.toString()) / numbers.length);
  return divided(sum, numbers.length);
};

/** A decimal's 34 digits of a quotient. */
function divided(sum: Decimal128, count: number): Decimal128 {
  const exact = exactNumber(sum);
  if (typeof exact === 'string' || exact.sign === 0) return sum;
  const scaled = BigInt(exact.sign) * BigInt(exact.digits) * 10n ** 36n;
  return Decimal128.fromStringWithRounding(`${scaled / BigInt(count)}E${exact.exponent - 36}`);
}

function extreme(better: (order: number) => boolean): Accumulator {
  return (documents, expression, options) =>
    valuesOf(documents, expression, options)
      .filter((value) => value !== null && value !== undefined)
      .reduce<unknown>((best, value) => (best === null || better(compareValues(value, best)) ? value : best), null);
}

const $addToSet: Accumulator = (documents, expression, options) => {
  const seen = new Map<string, unknown>();
  for (const value of valuesOf(documents, expression, options)) {
    const key = keyOf(value).toString('latin1');
    if (!seen.has(key)) seen.set(key, value);
  }
  return [...seen.values()];
};

/** The accumulators that compare or add, on exact values. */
export const exactAccumulators: Readonly<Record<`$${string}`, Accumulator>> = {
  $sum,
  $avg,
  $min: extreme((order) => order < 0),
  $max: extreme((order) => order > 0),
  $addToSet,
};
