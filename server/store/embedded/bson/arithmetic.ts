import { Decimal128, Double, Long } from 'bson';
import type { ExactNumber, NotFinite, Numeric } from './decimal.ts';
import { exactNumber } from './decimal.ts';
import { asExact } from './exact.ts';

const INT32_MIN = -(2n ** 31n);
const INT32_MAX = 2n ** 31n - 1n;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

export type NumberKind = 'int' | 'long' | 'double' | 'decimal';

export function kindOf(value: Numeric): NumberKind {
  if (value instanceof Decimal128) return 'decimal';
  if (value instanceof Long) return 'long';
  if (value instanceof Double || asExact(value) === value) return 'double';
  return 'int';
}

/** The sum in the wider of the two types; ints grow into longs. `undefined` when even a long can't hold it. */
export function add(a: Numeric, b: Numeric): Numeric | undefined {
  return combine(
    a,
    b,
    (x, y) => x + y,
    (x, y) => x + y,
    addExact,
  );
}

/** The product, under the rules of {@link add}. */
export function multiply(a: Numeric, b: Numeric): Numeric | undefined {
  return combine(
    a,
    b,
    (x, y) => x * y,
    (x, y) => x * y,
    multiplyExact,
  );
}

function combine(
  a: Numeric,
  b: Numeric,
  doubles: (x: number, y: number) => number,
  integers: (x: bigint, y: bigint) => bigint,
  decimals: (x: ExactNumber, y: ExactNumber) => string,
): Numeric | undefined {
  const kinds = [kindOf(a), kindOf(b)];
  if (kinds.includes('decimal')) {
    const [x, y] = [exactNumber(a), exactNumber(b)];
    if (typeof x === 'string' || typeof y === 'string')
      return Decimal128.fromString(notFinite(doubles(loose(x), loose(y))));
    return Decimal128.fromStringWithRounding(decimals(x, y));
  }
  if (kinds.includes('double')) return asExact(doubles(Number(a), Number(b)));
  const result = integers(toBigInt(a), toBigInt(b));
  if (!kinds.includes('long') && result >= INT32_MIN && result <= INT32_MAX) return Number(result);
  return result >= INT64_MIN && result <= INT64_MAX ? Long.fromBigInt(result) : undefined;
}

export function toBigInt(value: Numeric): bigint {
  return value instanceof Long ? value.toBigInt() : BigInt(Number(value));
}

function loose(value: ExactNumber | NotFinite): number {
  return typeof value === 'string' ? Number(value) : value.sign;
}

function notFinite(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

function coefficient(value: ExactNumber): bigint {
  return value.sign === 0 ? 0n : BigInt(value.sign) * BigInt(value.digits);
}

function addExact(x: ExactNumber, y: ExactNumber): string {
  const exponent = Math.min(x.exponent, y.exponent);
  const sum =
    coefficient(x) * 10n ** BigInt(x.exponent - exponent) + coefficient(y) * 10n ** BigInt(y.exponent - exponent);
  return `${sum}E${exponent}`;
}

function multiplyExact(x: ExactNumber, y: ExactNumber): string {
  return `${coefficient(x) * coefficient(y)}E${x.exponent + y.exponent}`;
}
