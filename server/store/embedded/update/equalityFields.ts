import type { Document } from 'bson';
import { BSONRegExp } from 'bson';
import { isPlainObject } from '../bson/exact.ts';
import { changeAt } from './walk.ts';
import { StoreError } from '../StoreError.ts';

/** The fields that an upsert takes from its query: those that have to be equal to something. */
export function equalityFields(filter: Document): Document {
  const document: Document = {};
  const seen = new Set<string>();
  for (const [path, value] of equalitiesOf(filter)) {
    if (seen.has(path))
      throw new StoreError('NotSingleValueField', `cannot infer query fields to set, path '${path}' is matched twice`);
    seen.add(path);
    changeAt(
      document,
      path.split('.'),
      { creates: true, apply: () => value },
      { matched: undefined, filters: new Map() },
    );
  }
  return document;
}

function equalitiesOf(filter: Document): [string, unknown][] {
  return (Object.entries(filter) as [string, unknown][]).flatMap(([key, condition]): [string, unknown][] => {
    if (key === '$and' || (key === '$or' && Array.isArray(condition) && condition.length === 1)) {
      return (condition as Document[]).flatMap(equalitiesOf);
    }
    if (key.startsWith('$') || condition instanceof BSONRegExp) return [];
    if (!isPlainObject(condition)) return [[key, condition]];
    const [first] = Object.keys(condition);
    if (first === undefined || !first.startsWith('$') || first === '$ref') return [[key, condition]];
    if ('$eq' in condition) return [[key, condition['$eq']]];
    const all: unknown = condition['$all'];
    const in_: unknown = condition['$in'];
    const only = Array.isArray(all) && all.length === 1 ? all : Array.isArray(in_) && in_.length === 1 ? in_ : [];
    return only.length === 1 && !isPlainObject(only[0]) && !(only[0] instanceof BSONRegExp) ? [[key, only[0]]] : [];
  });
}
