import { Binary, Long } from 'bson';
import { bytesOf, isNumeric } from '../bson/compare.ts';
import { StoreError } from '../StoreError.ts';
import { wholeNumber } from './wholeNumber.ts';

/** The bits that a mask asks for: a number, a binary, or a list of positions. @throws StoreError BadValue */
export function bitPositions(operand: unknown): number[] {
  if (Array.isArray(operand)) return operand.map((bit) => wholeNumber(bit, 'bit positions must be integers'));
  const isSet = bitReader(operand);
  if (isSet === undefined)
    throw new StoreError('BadValue', 'a bit mask must be a number, binary or an array of positions');
  const size = operand instanceof Binary ? operand.length() * 8 : 64;
  return Array.from({ length: size }, (_, bit) => bit).filter(isSet);
}

/** Tells the bits of a number or a binary; `undefined` for what has none. */
export function bitReader(value: unknown): ((bit: number) => boolean) | undefined {
  if (value instanceof Binary) {
    const bytes = bytesOf(value);
    return (bit) => (((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;
  }
  if (!isNumeric(value)) return undefined;
  const number = value instanceof Long ? value.toBigInt() : Number(value.toString());
  if (typeof number === 'number' && !Number.isInteger(number)) return undefined;
  const whole = BigInt(number);
  return (bit) => ((whole >> BigInt(Math.min(bit, 63))) & 1n) === 1n;
}
