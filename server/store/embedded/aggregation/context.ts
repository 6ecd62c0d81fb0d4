import { Context } from 'mingo/core';
import * as accumulators from 'mingo/operators/accumulator';
import * as expressions from 'mingo/operators/expression';
import * as stages from 'mingo/operators/pipeline';
import * as projections from 'mingo/operators/projection';
import * as queries from 'mingo/operators/query';
import * as windows from 'mingo/operators/window';
import { exactAccumulators } from './accumulators.ts';
import { exactExpressions } from './exactExpressions.ts';

/** JavaScript in a query is not run. */
const safeExpressions = without(expressions, '$function');
const safeAccumulators = without(accumulators, '$accumulator');

type Operators = NonNullable<Parameters<typeof Context.init>[0]>;

const operators = {
  accumulator: { ...safeAccumulators, ...exactAccumulators },
  expression: { ...safeExpressions, ...exactExpressions() },
  pipeline: stages,
  projection: projections,
  query: queries,
  window: windows,
} as unknown as Required<Operators>;

/** mingo's operators, with ours where BSON's values are not JavaScript's. */
export const aggregationContext = Context.init(operators);

/**
 * The context of `$setWindowFields`, which mingo builds on `$function` with functions of its own, and puts that operator
 * into the context it is given. A client's cannot be run there: BSON brings no functions.
 */
export const windowContext = Context.init(operators);

/** The context of queries, with predicates in the place of mingo's. */
export function queryContext(predicates: object): Context {
  return Context.init({ ...operators, query: { ...operators.query, ...(predicates as Operators['query']) } });
}

function without(named: object, unwanted: string): object {
  return Object.fromEntries(Object.entries(named).filter(([name]) => name !== unwanted));
}

const KNOWN = new Set([
  ...Object.keys(operators.accumulator),
  ...Object.keys(operators.expression),
  ...Object.keys(operators.window),
]);

/** Whether a name that begins with `$` is an operator of an expression. */
export function isKnownOperator(name: string): boolean {
  return KNOWN.has(name);
}
