import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dividedBy, exactText, fraction, minus, plus, rounded, times } from '../../../server/income/fraction.ts';
import { decimalOfMilli, yuan } from '../../../server/income/money.ts';

describe('an exact amount', () => {
  it('rounds halves up in amount, on both sides of zero', () => {
    expect([fraction(1, 2), fraction(3, 2), fraction(-1, 2), fraction(-3, 2), fraction(49, 100), fraction(-49, 100)].map(rounded)).toEqual([1, 2, -1, -2, 0, 0]);
  });

  it('divides and comes back without a trace', () => {
    const amount = fc.integer().map((n) => fraction(n));
    const divisor = fc.integer({ min: 1, max: 1000 }).map((n) => fraction(n));
    fc.assert(
      fc.property(amount, amount, divisor, (a, b, d) => {
        expect(times(dividedBy(a, d), d)).toEqual(a);
        expect(minus(plus(a, b), b)).toEqual(a);
        expect(plus(dividedBy(a, d), dividedBy(b, d))).toEqual(dividedBy(plus(a, b), d));
      }),
    );
  });

  it('refuses to divide by nothing', () => {
    expect(() => fraction(1, 0)).toThrow(RangeError);
    expect(() => dividedBy(fraction(1), fraction(0))).toThrow(RangeError);
  });

  it('writes itself as a whole number or a fraction in lowest terms', () => {
    expect(exactText(fraction(10, 4))).toBe('5/2');
    expect(exactText(fraction(-10, 5))).toBe('-2');
  });
});

describe('yuan', () => {
  it('are written with separators, two decimals at least, and a mark where the amount goes on', () => {
    expect(yuan(0)).toBe('0.00');
    expect(yuan(5)).toBe('0.05');
    expect(yuan(123_456_789)).toBe('1,234,567.89');
    expect(yuan(-50)).toBe('−0.50');
    expect(yuan(fraction(1, 2))).toBe('0.005');
    expect(yuan(fraction(10_000, 12))).toBe('8.3333…');
    expect(yuan(fraction(100_000_000, 3))).toBe('333,333.3333…');
  });

  it('show coefficients as they are spoken', () => {
    expect([200, 1500, 1000, 0].map(decimalOfMilli)).toEqual(['0.2', '1.5', '1', '0']);
  });
});
