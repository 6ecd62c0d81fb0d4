import type { Document } from 'bson';
import { Context } from 'mingo';
import { evalExpr } from 'mingo/core';
import * as expressionOperators from 'mingo/operators/expression';
import { translate } from './filter.ts';

const context = Context.init({ expression: expressionOperators as never });

/** The value of an aggregation expression for a document. */
export function evaluate(expression: unknown, document: Document): unknown {
  return translate(() => evalExpr(document, expression as never, { context, idKey: '_id' } as never) as unknown);
}
