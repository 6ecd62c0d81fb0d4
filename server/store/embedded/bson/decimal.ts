import type { Decimal128 } from 'bson';
import { Double, Long } from 'bson';

/** Any finite number of BSON, exactly: `sign × digits × 10^exponent`, where the digits carry no zeros at either end. */
export interface ExactNumber {
  readonly sign: -1 | 0 | 1;
  readonly digits: string;
  readonly exponent: number;
}

export type Numeric = number | Double | Long | Decimal128;
export type NotFinite = 'NaN' | '-Infinity' | 'Infinity';

const ZERO: ExactNumber = { sign: 0, digits: '', exponent: 0 };

/** The exact value of a number of whichever type, or its name where it is none. */
export function exactNumber(value: Numeric): ExactNumber | NotFinite {
  if (typeof value === 'number') return fromDouble(value);
  if (value instanceof Double) return fromDouble(value.value);
  if (value instanceof Long) return fromDigits(value.toString(), 0);
  const text = value.toString();
  if (text === 'NaN' || text === '-NaN') return 'NaN';
  if (text === 'Infinity' || text === '-Infinity') return text;
  const [mantissa = '', power = '0'] = text.split('E');
  const point = mantissa.indexOf('.');
  if (point === -1) return fromDigits(mantissa, Number(power));
  return fromDigits(mantissa.replace('.', ''), Number(power) - (mantissa.length - point - 1));
}

function fromDouble(value: number): ExactNumber | NotFinite {
  if (Number.isSafeInteger(value)) return fromDigits(String(value), 0);
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return 'Infinity';
  if (value === -Infinity) return '-Infinity';
  if (Number.isInteger(value)) return fromDigits(BigInt(value).toString(), 0);
  // Every double is mantissa × 2^-k, which is mantissa × 5^k × 10^-k: finite in decimal too.
  let mantissa = value;
  let k = 0;
  while (!Number.isInteger(mantissa)) {
    // Scaling by 2^32 at a time is exact: only the exponent changes, and the mantissa is an integer within 53 bits.
    const step = Number.isInteger(mantissa * 2 ** 32) ? 1 : 32;
    mantissa *= 2 ** step;
    k += step;
  }
  return fromDigits((BigInt(mantissa) * 5n ** BigInt(k)).toString(), -k);
}

function fromDigits(text: string, exponent: number): ExactNumber {
  const negative = text.startsWith('-');
  let begin = negative ? 1 : 0;
  while (begin < text.length && text.charCodeAt(begin) === 48) begin += 1;
  let end = text.length;
  while (end > begin && text.charCodeAt(end - 1) === 48) end -= 1;
  if (begin === end) return ZERO;
  return { sign: negative ? -1 : 1, digits: text.slice(begin, end), exponent: exponent + (text.length - end) };
}

/** Orders two numbers of any types by their exact values; NaN is the smallest, as in MongoDB. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  if (typeof a === 'number' && typeof b === 'number') return compareDoubles(a, b);
  if (a instanceof Long && b instanceof Long) return a.compare(b);
  return compareExact(exactNumber(a), exactNumber(b));
}

function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number(!Number.isNaN(a)) - Number(!Number.isNaN(b));
}

const NOT_FINITE_RANK = { NaN: -2, '-Infinity': -1, Infinity: 1 } as const;

function compareExact(a: ExactNumber | NotFinite, b: ExactNumber | NotFinite): number {
  if (typeof a === 'string' || typeof b === 'string') {
    const rankA = typeof a === 'string' ? NOT_FINITE_RANK[a] : 0;
    const rankB = typeof b === 'string' ? NOT_FINITE_RANK[b] : 0;
    return Math.sign(rankA - rankB);
  }
  if (a.sign !== b.sign) return a.sign < b.sign ? -1 : 1;
  if (a.sign === 0) return 0;
  const magnitude = a.digits.length + a.exponent - (b.digits.length + b.exponent);
  if (magnitude !== 0) return magnitude < 0 ? -a.sign : a.sign;
  if (a.digits === b.digits) return 0;
  return a.digits < b.digits ? -a.sign : a.sign;
}
