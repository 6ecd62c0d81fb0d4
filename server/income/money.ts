import type { Fraction } from './fraction.ts';
import { fraction, times } from './fraction.ts';

const FEN_PER_YUAN = 100;
/** Fen and two digits below, so that a twelfth of a sum is readable. */
const MOST_DECIMALS = 4;

/**
 * Fen as yuan for a person to read: thousands separated, at least two decimals, at most four, and `…` where the
 * exact amount goes on.
 */
export function yuan(fen: Fraction | number): string {
  const exact = typeof fen === 'number' ? fraction(fen, FEN_PER_YUAN) : times(fen, fraction(1, FEN_PER_YUAN));
  const sign = exact.numerator < 0n ? '−' : '';
  const magnitude = exact.numerator < 0n ? -exact.numerator : exact.numerator;
  const scaled = magnitude * 10n ** BigInt(MOST_DECIMALS);
  const digits = (scaled / exact.denominator).toString().padStart(MOST_DECIMALS + 1, '0');
  const goesOn = scaled % exact.denominator !== 0n ? '…' : '';
  const whole = digits.slice(0, -MOST_DECIMALS).replace(/\B(?=(\d{3})+$)/gu, ',');
  const decimals = goesOn === '' ? digits.slice(-MOST_DECIMALS).replace(/0{1,2}$/u, '') : digits.slice(-MOST_DECIMALS);
  return `${sign}${whole}.${decimals}${goesOn}`;
}

/** Thousandths as a decimal: 200 → `0.2`, 1500 → `1.5`, 1000 → `1`. */
export function decimalOfMilli(milli: number): string {
  return String(milli / 1000);
}
