import type { Document } from 'bson';
import { isPlainObject } from '../bson/exact.ts';
import { StoreError } from '../StoreError.ts';
import { OPERATORS } from './operators.ts';
import type { Change } from './walk.ts';

/** One change of an update, at one path. */
export interface Step {
  readonly parts: readonly string[];
  readonly change: Change;
  readonly onInsertOnly: boolean;
  /** Where `$rename` takes its value from. */
  readonly from?: readonly string[];
}

/** The steps in the order of their paths, in which MongoDB adds new fields since 5.0. */
export function stepsOf(update: Document): Step[] {
  const steps: Step[] = [];
  for (const [name, fields] of Object.entries(update) as [string, unknown][]) {
    const operator = OPERATORS.get(name);
    if (operator === undefined && name !== '$rename') {
      throw new StoreError(
        'FailedToParse',
        `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    if (!isPlainObject(fields)) {
      throw new StoreError(
        'FailedToParse',
        `Modifiers operate on fields but we found type ${typeof fields} instead. For example: {$mod: {<field>: ...}} not {${name}: ${JSON.stringify(fields)}}`,
      );
    }
    for (const [path, operand] of Object.entries(fields) as [string, unknown][]) {
      const parts = partsOf(path);
      if (operator === undefined) steps.push(rename(parts, operand));
      else steps.push({ parts, change: operator(operand, path), onInsertOnly: name === '$setOnInsert' });
    }
  }
  return steps.sort((a, b) => comparePaths(a.parts, b.parts));
}

function partsOf(path: string): string[] {
  if (path === '') throw new StoreError('CannotCreateIndex', 'An empty update path is not valid.');
  const parts = path.split('.');
  if (parts.includes(''))
    throw new StoreError('BadValue', `The update path '${path}' contains an empty field name, which is not allowed.`);
  const stray = parts.find(
    (part, i) =>
      part.startsWith('$') &&
      (i === 0 || (part !== '$' && !/^\$\[.*\]$/.test(part) && !/^\$(?:ref|id|db)$/.test(part))),
  );
  if (stray !== undefined)
    throw new StoreError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${stray}' in '${path}' is not valid for storage.`,
    );
  return parts;
}

function rename(from: readonly string[], to: unknown): Step {
  if (typeof to !== 'string')
    throw new StoreError(
      'BadValue',
      `The 'to' field for $rename must be a string: ${from.join('.')}: ${JSON.stringify(to)}`,
    );
  return { parts: partsOf(to), from, change: { creates: true, apply: (value) => value }, onInsertOnly: false };
}

function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const [x, y] = [a[i] as string, b[i] as string];
    if (x === y) continue;
    const numbers = /^\d+$/.test(x) && /^\d+$/.test(y);
    return numbers ? Number(x) - Number(y) : x < y ? -1 : 1;
  }
  return a.length - b.length;
}
