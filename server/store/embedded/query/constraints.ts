import type { Document } from 'bson';
import { BSONRegExp } from 'bson';
import { RANK, isNumeric, rankOf } from '../bson/compare.ts';
import { isPlainObject } from '../bson/exact.ts';

/** What a filter demands of one path, as far as an index can answer it. */
export type Constraint =
  | { readonly kind: 'points'; readonly values: readonly unknown[] }
  | { readonly kind: 'range'; readonly operator: '$gt' | '$gte' | '$lt' | '$lte'; readonly value: unknown };

/** A constraint of one path. Those of one `$elemMatch` hold for the same element, so that a range has both its ends. */
export interface PathConstraint {
  readonly path: string;
  readonly constraint: Constraint;
  /** Which `$elemMatch` it stands in; constraints outside of any may be met by different elements of an array. */
  readonly element: number;
}

const RANGES = new Set(['$gt', '$gte', '$lt', '$lte']);

/** All the constraints that every matching document meets. What is not understood here is left to the filter itself. */
export function constraintsOf(filter: Document): PathConstraint[] {
  const found: PathConstraint[] = [];
  let elements = 0;

  function visit(part: Document, prefix: string, element: number): void {
    for (const [key, condition] of Object.entries(part) as [string, unknown][]) {
      if (key === '$and' && Array.isArray(condition)) {
        for (const clause of condition as Document[]) visit(clause, prefix, element);
      } else if (!key.startsWith('$')) {
        condition_(prefix + key, condition, element);
      }
    }
  }

  function condition_(path: string, condition: unknown, element: number): void {
    if (!isOperators(condition)) {
      points(path, [condition], element);
      return;
    }
    for (const [operator, operand] of Object.entries(condition) as [string, unknown][]) {
      if (operator === '$eq') points(path, [operand], element);
      else if (operator === '$in' && Array.isArray(operand)) points(path, operand, element);
      else if (operator === '$elemMatch' && isPlainObject(operand)) {
        elements += 1;
        if (isOperators(operand)) condition_(path, operand, elements);
        else visit(operand, `${path}.`, elements);
      } else if (RANGES.has(operator) && isOrdered(operand)) {
        found.push({ path, constraint: { kind: 'range', operator: operator as '$gt', value: operand }, element });
      }
    }
  }

  function points(path: string, values: readonly unknown[], element: number): void {
    if (values.some((value) => value instanceof BSONRegExp || value instanceof RegExp)) return;
    found.push({ path, constraint: { kind: 'points', values }, element });
  }

  visit(filter, '', 0);
  return found;
}

export function isOperators(condition: unknown): condition is Document {
  if (!isPlainObject(condition)) return false;
  const [first] = Object.keys(condition);
  return first !== undefined && first.startsWith('$') && first !== '$ref';
}

/** Ranges of null, of NaN, of MinKey and MaxKey, and of arrays are no plain interval of one type. */
function isOrdered(value: unknown): boolean {
  if (value === undefined || value === null || Array.isArray(value) || value instanceof BSONRegExp) return false;
  if (isNumeric(value) && Number.isNaN(Number(value.toString()))) return false;
  const rank = rankOf(value);
  return rank !== RANK.minKey && rank !== RANK.maxKey;
}
