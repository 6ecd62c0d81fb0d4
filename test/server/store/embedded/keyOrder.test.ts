import { Binary, BSONRegExp, Code, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KeyWriter, keyOf } from '../../../../server/store/embedded/bson/KeyWriter.ts';
import { compareValues } from '../../../../server/store/embedded/bson/compare.ts';
import { decode, encode } from '../../../../server/store/embedded/bson/exact.ts';

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }), fc.integer({ min: -100, max: 100 }))
  .map(([digits, exponent]) => Decimal128.fromString(`${digits}E${exponent}`));
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.double().map((value) => new Double(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
  decimal,
);
const scalar = fc.oneof(
  number,
  fc.string({ unit: 'binary' }),
  fc.boolean(),
  fc.constantFrom(null, new MinKey(), new MaxKey(), new Code('f'), new ObjectId('0123456789abcdef01234567')),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ maxLength: 9 }).map((bytes) => new Binary(bytes)),
  fc
    .tuple(fc.string({ unit: 'grapheme-ascii', maxLength: 3 }), fc.constantFrom('', 'i', 'im'))
    .map(([p, o]) => new BSONRegExp(p, o)),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => new Timestamp(value)),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    // Keys that JavaScript would reorder or take for the prototype are not among these; they have tests of their own.
    fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), tie('value'), { maxKeys: 4 }),
  ),
}));

describe('index keys', () => {
  test('sort as bytes exactly as their values compare', () => {
    fc.assert(
      fc.property(value, value, (a, b) => Math.sign(keyOf(a).compare(keyOf(b))) === Math.sign(compareValues(a, b))),
      { numRuns: 4_000 },
    );
  });

  test('sort numbers of all types by their exact values', () => {
    fc.assert(
      fc.property(number, number, (a, b) => Math.sign(keyOf(a).compare(keyOf(b))) === Math.sign(compareValues(a, b))),
      { numRuns: 4_000 },
    );
    const ascending = [
      NaN,
      -Infinity,
      -Number.MAX_VALUE,
      Long.MIN_VALUE,
      -1.5,
      Decimal128.fromString('-1.4'),
      -Number.MIN_VALUE,
      Decimal128.fromString('-1E-6176'),
      0,
      Decimal128.fromString('1E-6176'),
      Number.MIN_VALUE,
      Decimal128.fromString('0.1'),
      0.1,
      1,
      9007199254740992,
      Long.fromString('9007199254740993'),
      9007199254740994,
      Long.MAX_VALUE,
      Number.MAX_VALUE,
      Decimal128.fromString('9.999E6144'),
      Infinity,
    ];
    expect([...ascending].reverse().sort((a, b) => keyOf(a).compare(keyOf(b)))).toEqual(ascending);
  });

  test('of several fields sort by the first that differs, each in its own direction', () => {
    const key = (values: readonly [unknown, unknown]): Buffer =>
      new KeyWriter().value(values[0]).value(values[1], true).take();
    const pair = fc.tuple(value, value);
    fc.assert(
      fc.property(
        pair,
        pair,
        (a, b) =>
          Math.sign(key(a).compare(key(b))) === Math.sign(compareValues(a[0], b[0]) || -compareValues(a[1], b[1])),
      ),
      { numRuns: 4_000 },
    );
  });

  test('stay apart where one text begins as the other, or holds a zero byte', () => {
    const ascending = ['', '\0', '\0a', 'a', 'a\0', 'a\0b', 'ab', '\u{ffff}', '\u{10000}'];
    expect([...ascending].reverse().sort((a, b) => keyOf(a).compare(keyOf(b)))).toEqual(ascending);
  });
});

describe('exact documents', () => {
  test('encode back to the bytes they came from', () => {
    fc.assert(
      fc.property(value, (v) => {
        const bytes = encode({ v });
        expect(Buffer.from(encode(decode(bytes)))).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  test('keep a field that is called __proto__ as a field', () => {
    const bytes = encode(JSON.parse('{"__proto__": {"polluted": true}, "a": 1}') as Record<string, unknown>);
    expect(Buffer.from(encode(decode(bytes)))).toEqual(Buffer.from(bytes));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
