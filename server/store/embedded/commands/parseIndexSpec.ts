import type { Document } from 'bson';
import { isNumeric } from '../bson/compare.ts';
import { isPlainObject } from '../bson/exact.ts';
import { compileFilter } from '../query/filter.ts';
import { sameKey } from '../query/plan.ts';
import { isTrue } from '../query/truth.ts';
import { StoreError } from '../StoreError.ts';
import type { IndexSpec } from '../storage/IndexSpec.ts';
import { checkCollation } from './Command.ts';

const OPTIONS = new Set([
  'key',
  'name',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'background',
  'v',
  'hidden',
  'collation',
  'ns',
]);

/** @throws StoreError CannotCreateIndex, TypeMismatch, InvalidOptions for what this store can't keep */
export function parseIndexSpec(value: unknown): IndexSpec {
  if (!isPlainObject(value)) throw new StoreError('TypeMismatch', 'an index is specified by an object');
  const { key, name } = value as { key: unknown; name: unknown };
  if (!isPlainObject(key) || Object.keys(key).length === 0)
    throw new StoreError('CannotCreateIndex', 'Index keys cannot be empty.');
  if (typeof name !== 'string' || name === '')
    throw new StoreError('FailedToParse', "The 'name' field is a required property of an index specification");
  for (const [path, direction] of Object.entries(key) as [string, unknown][]) checkField(path, direction);
  for (const option of Object.keys(value)) {
    if (!OPTIONS.has(option))
      throw new StoreError(
        'InvalidOptions',
        `The field '${option}' is not valid for an index specification. Specification: ${name}`,
      );
  }
  checkCollation(value['collation']);
  const spec: Document = { ...value };
  for (const unkept of ['collation', 'background', 'ns']) delete spec[unkept];
  for (const flag of ['unique', 'sparse', 'hidden']) {
    if (flag in spec) spec[flag] = isTrue(spec[flag]);
    if (spec[flag] === false) delete spec[flag];
  }
  if (name === '_id_' || sameKey(key, { _id: 1 })) return { v: 2, key: { _id: 1 }, name: '_id_' };
  checkPartial(spec);
  checkExpiry(spec);
  return { v: 2, ...spec } as unknown as IndexSpec;
}

function checkField(path: string, direction: unknown): void {
  if (typeof direction === 'string') throw new StoreError('CannotCreateIndex', `Unknown index plugin '${direction}'`);
  if (!isNumeric(direction) || Number(direction.toString()) === 0 || Number.isNaN(Number(direction.toString()))) {
    throw new StoreError('CannotCreateIndex', 'Values in the index key pattern must be numbers other than 0');
  }
  if (path === '' || path.split('.').some((part) => part === '' || part.startsWith('$'))) {
    throw new StoreError('CannotCreateIndex', `Index key contains an illegal field name: ${path}`);
  }
}

function checkPartial(spec: Document): void {
  const expression: unknown = spec['partialFilterExpression'];
  if (expression === undefined) return;
  if (!isPlainObject(expression))
    throw new StoreError('TypeMismatch', "The field 'partialFilterExpression' must be an object");
  if (spec['sparse'] === true)
    throw new StoreError('CannotCreateIndex', 'cannot mix "partialFilterExpression" and "sparse" options');
  compileFilter(expression);
}

/** @throws StoreError CannotCreateIndex for an expiry that is out of range, or of several fields */
export function checkExpiry(spec: Document): void {
  const seconds: unknown = spec['expireAfterSeconds'];
  if (seconds === undefined) return;
  if (!isNumeric(seconds) || !(Number(seconds.toString()) >= 0 && Number(seconds.toString()) <= 0x7fff_ffff)) {
    throw new StoreError(
      'CannotCreateIndex',
      `TTL index 'expireAfterSeconds' option must be within 0 and ${0x7fff_ffff}`,
    );
  }
  if (Object.keys(spec['key'] as Document).length !== 1)
    throw new StoreError(
      'CannotCreateIndex',
      'TTL indexes are single-field indexes, compound indexes do not support TTL.',
    );
}
