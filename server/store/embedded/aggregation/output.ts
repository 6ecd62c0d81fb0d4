import type { Document } from 'bson';
import { isPlainObject } from '../bson/exact.ts';
import { StoreError } from '../StoreError.ts';
import type { MergeTarget } from './Source.ts';

interface Target {
  readonly db: string | undefined;
  readonly collection: string;
}

/** @throws StoreError for what names no collection */
export function parseOut(operand: unknown): Target {
  if (typeof operand === 'string' && operand !== '') return { db: undefined, collection: operand };
  if (isPlainObject(operand) && typeof operand['coll'] === 'string' && typeof operand['db'] === 'string') {
    return { db: operand['db'], collection: operand['coll'] };
  }
  throw new StoreError('BadValue', 'Invalid $out: it names a collection, or a db and a coll');
}

const MATCHED = new Set(['replace', 'keepExisting', 'merge', 'fail']);
const NOT_MATCHED = new Set(['insert', 'discard', 'fail']);

/** @throws StoreError for unknown fields and modes */
export function parseMerge(operand: unknown): MergeTarget {
  const spec: Document = isPlainObject(operand) ? operand : { into: operand };
  const {
    into,
    on = '_id',
    whenMatched = 'merge',
    whenNotMatched = 'insert',
    ...unknown
  } = spec as Record<string, unknown>;
  const [stray] = Object.keys(unknown);
  if (stray !== undefined) throw new StoreError('IDLUnknownField', `BSON field '$merge.${stray}' is an unknown field.`);
  if (!Array.isArray(whenMatched) && !MATCHED.has(whenMatched as string))
    throw new StoreError(
      'BadValue',
      `Enumeration value '${String(whenMatched)}' for field '$merge.whenMatched' is not a valid value.`,
    );
  if (!NOT_MATCHED.has(whenNotMatched as string))
    throw new StoreError(
      'BadValue',
      `Enumeration value '${String(whenNotMatched)}' for field '$merge.whenNotMatched' is not a valid value.`,
    );
  return {
    ...(isPlainObject(into)
      ? { db: into['db'] as string | undefined, collection: into['coll'] as string }
      : parseOut(into)),
    on: Array.isArray(on) ? (on as string[]) : [on as string],
    whenMatched: whenMatched as MergeTarget['whenMatched'],
    whenNotMatched: whenNotMatched as MergeTarget['whenNotMatched'],
  };
}
