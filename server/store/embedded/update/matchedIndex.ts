import type { Document } from 'bson';
import { getOwn, isPlainObject } from '../bson/exact.ts';
import { compileFilter } from '../query/filter.ts';

/** The index that `$` stands for: of the first array element that the last condition over an array is true for. */
export function matchedIndex(filter: Document, document: Document): number | undefined {
  let matched: number | undefined;
  for (const [path, condition] of conditionsOf(filter)) {
    const index = indexIn(document, path.split('.'), condition);
    if (index !== undefined) matched = index;
  }
  return matched;
}

function conditionsOf(filter: Document): [string, unknown][] {
  return (Object.entries(filter) as [string, unknown][]).flatMap(([key, value]): [string, unknown][] => {
    if ((key === '$and' || key === '$or') && Array.isArray(value)) return (value as Document[]).flatMap(conditionsOf);
    return key.startsWith('$') ? [] : [[key, value]];
  });
}

function indexIn(document: Document, parts: readonly string[], condition: unknown): number | undefined {
  let value: unknown = document;
  for (let at = 0; at < parts.length; at += 1) {
    if (!isPlainObject(value)) return undefined;
    value = getOwn(value, parts[at] as string);
    if (!Array.isArray(value)) continue;
    const rest = parts.slice(at + 1);
    const passes = compileFilter({ [['array', ...rest].join('.')]: condition });
    const index = value.findIndex((element) => passes({ array: [element] }));
    return index === -1 ? undefined : index;
  }
  return undefined;
}
