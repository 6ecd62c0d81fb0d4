import { compareValues, isNumeric } from '../bson/compare.ts';

/** The truth of a value in BSON: everything but false, null, missing and zero of any type. */
export function isTrue(value: unknown): boolean {
  if (isNumeric(value)) return compareValues(value, 0) !== 0;
  return value !== false && value !== null && value !== undefined;
}
