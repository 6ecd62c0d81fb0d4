import { isNumeric } from '../bson/compare.ts';
import { StoreError } from '../StoreError.ts';

/** A whole number of any numeric type. @throws StoreError BadValue with the message, for anything else */
export function wholeNumber(value: unknown, message: string): number {
  const number = isNumeric(value) ? Number(value.toString()) : NaN;
  if (!Number.isSafeInteger(number)) throw new StoreError('BadValue', message);
  return number;
}
