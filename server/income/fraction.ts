/**
 * Exact money: a fraction of fen over whole numbers. Everything is computed in these and rounded once, at the end,
 * so that no part of a fen is lost on the way.
 */
export interface Fraction {
  readonly numerator: bigint;
  /** Greater than 0; the fraction is always in lowest terms, so equal fractions have equal parts. */
  readonly denominator: bigint;
}

/** @throws RangeError when the denominator is 0 or a number is not whole */
export function fraction(numerator: bigint | number, denominator: bigint | number = 1n): Fraction {
  let n = BigInt(numerator);
  let d = BigInt(denominator);
  if (d === 0n) throw new RangeError('a fraction over zero');
  if (d < 0n) [n, d] = [-n, -d];
  const divisor = greatestCommonDivisor(n < 0n ? -n : n, d);
  return { numerator: n / divisor, denominator: d / divisor };
}

export const ZERO: Fraction = fraction(0);

export function plus(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function minus(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator);
}

export function times(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** @throws RangeError by zero */
export function dividedBy(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator, a.denominator * b.numerator);
}

export function sumOf(parts: readonly Fraction[]): Fraction {
  return parts.reduce(plus, ZERO);
}

export function isNegative(a: Fraction): boolean {
  return a.numerator < 0n;
}

/** The fraction, or zero where it is below. */
export function atLeastZero(a: Fraction): Fraction {
  return isNegative(a) ? ZERO : a;
}

export function smallerOf(a: Fraction, b: Fraction): Fraction {
  return isNegative(minus(a, b)) ? a : b;
}

/** Halves go up in amount, whatever the sign (四舍五入). */
export function rounded(a: Fraction): number {
  const magnitude = a.numerator < 0n ? -a.numerator : a.numerator;
  const whole = (magnitude * 2n + a.denominator) / (a.denominator * 2n);
  const result = Number(a.numerator < 0n ? -whole : whole);
  if (!Number.isSafeInteger(result)) throw new RangeError('an amount of money beyond what whole numbers hold');
  // A negative fraction that rounds to nothing is plain 0.
  return result === 0 ? 0 : result;
}

/** `numerator/denominator`, or the whole number alone. */
export function exactText(a: Fraction): string {
  return a.denominator === 1n ? String(a.numerator) : `${a.numerator}/${a.denominator}`;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
