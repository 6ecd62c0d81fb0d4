import type { Document } from 'bson';
import { isPlainObject } from '../bson/exact.ts';

/** Stages that look at single fields only and pass the rest of the document on. */
const PASSING = new Set(['$match', '$sort', '$limit', '$skip', '$unwind']);
/** Stages after which nothing of the document is left but what they made of it. */
const ENDING = new Set(['$group', '$count', '$sortByCount']);

/**
 * The top-level fields that a pipeline can ever look at, if it ends in something small; `undefined` if it needs whole
 * documents. An aggregation holds its documents in memory, so what nobody asks for is left out on the way in.
 */
export function neededFields(stages: readonly Document[]): ReadonlySet<string> | undefined {
  const fields = new Set<string>();
  for (const stage of stages) {
    const [name, operand] = Object.entries(stage)[0] as [string, unknown];
    if (!PASSING.has(name) && !ENDING.has(name)) return undefined;
    const complete =
      name === '$match' || name === '$sort' ? collectKeys(operand, fields) : collectPaths(operand, fields);
    if (!complete) return undefined;
    if (ENDING.has(name)) return fields;
  }
  return undefined;
}

function collectKeys(operand: unknown, fields: Set<string>): boolean {
  if (!isPlainObject(operand)) return true;
  return (Object.entries(operand) as [string, unknown][]).every(([key, value]) => {
    if (key === '$expr') return collectPaths(value, fields);
    if (key.startsWith('$')) return Array.isArray(value) && value.every((clause) => collectKeys(clause, fields));
    fields.add(key.split('.')[0] as string);
    return true;
  });
}

function collectPaths(expression: unknown, fields: Set<string>): boolean {
  if (typeof expression === 'string') {
    if (expression.startsWith('$$')) return !/^\$\$(?:ROOT|CURRENT)/.test(expression);
    if (expression.startsWith('$')) fields.add(expression.slice(1).split('.')[0] as string);
    return true;
  }
  if (Array.isArray(expression)) return expression.every((item) => collectPaths(item, fields));
  return !isPlainObject(expression) || Object.values(expression).every((value) => collectPaths(value, fields));
}

export function onlyFields(document: Document, fields: ReadonlySet<string>): Document {
  return Object.fromEntries(Object.entries(document).filter(([key]) => fields.has(key)));
}
