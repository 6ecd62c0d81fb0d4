import type { Document } from 'bson';
import { evalExpr } from 'mingo/core';
import { isPlainObject } from '../bson/exact.ts';
import { StoreError } from '../StoreError.ts';
import { aggregationContext, isKnownOperator, windowContext } from './context.ts';
import { translate } from './translate.ts';

/** What mingo is called with everywhere. */
export function mingoOptions(variables: Document = {}, context = aggregationContext): never {
  return { context, variables, idKey: '_id', scriptEnabled: context === windowContext } as never;
}

/** The value of an aggregation expression for a document; `undefined` where it is missing. */
export function evaluate(expression: unknown, document: Document, variables: Document = {}): unknown {
  return translate(() => evalExpr(document, expression as never, mingoOptions(variables)));
}

/** Refuses an expression with an operator that there is not, before any document is met. @throws StoreError */
export function checkExpression(expression: unknown): void {
  if (Array.isArray(expression)) {
    expression.forEach(checkExpression);
    return;
  }
  if (!isPlainObject(expression)) return;
  for (const [key, value] of Object.entries(expression) as [string, unknown][]) {
    if (key === '$literal') continue;
    if (key.startsWith('$') && !isKnownOperator(key))
      throw new StoreError('InvalidPipelineOperator', `Unrecognized expression '${key}'`);
    checkExpression(value);
  }
}
