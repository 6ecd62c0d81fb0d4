import { Decimal128, Double, Long } from 'bson';
import { evalExpr } from 'mingo/core';
import * as mingoExpressions from 'mingo/operators/expression';
import { add, kindOf, multiply } from '../bson/arithmetic.ts';
import { compareValues, isNumeric } from '../bson/compare.ts';
import type { Numeric } from '../bson/decimal.ts';
import { asExact } from '../bson/exact.ts';
import { isTrue } from '../query/truth.ts';
import { typeName } from '../query/types.ts';
import { StoreError } from '../StoreError.ts';
import { conversions } from './conversions.ts';

/** An expression operator as mingo calls it. */
export type Expression = (document: unknown, expression: unknown, options: never) => unknown;

const mingo = mingoExpressions as unknown as Readonly<Record<string, Expression>>;

/** Operators that take values and give a number or a place: a Long or a Double reaches mingo as a plain number. */
const NUMERIC = [
  '$abs',
  '$ceil',
  '$floor',
  '$round',
  '$trunc',
  '$sqrt',
  '$pow',
  '$exp',
  '$ln',
  '$log',
  '$log10',
  '$divide',
  '$mod',
  '$subtract',
  '$sin',
  '$cos',
  '$tan',
  '$asin',
  '$acos',
  '$atan',
  '$atan2',
  '$sinh',
  '$cosh',
  '$tanh',
  '$asinh',
  '$acosh',
  '$atanh',
  '$degreesToRadians',
  '$radiansToDegrees',
  '$bitAnd',
  '$bitOr',
  '$bitXor',
  '$bitNot',
  '$arrayElemAt',
  '$range',
  '$slice',
  '$substr',
  '$substrCP',
  '$substrBytes',
  '$year',
  '$month',
  '$dayOfMonth',
  '$dateAdd',
  '$dateSubtract',
  '$dateFromParts',
] as const;

/**
 * The expression operators that compare or compute, with BSON's order, types and truth. mingo's own compare objects by
 * `toString()` and know no number but JavaScript's.
 */
export function exactExpressions(): Record<`$${string}`, Expression> {
  const exact: Record<`$${string}`, Expression> = {
    $cmp: compared((order) => Math.sign(order)),
    $eq: compared((order) => order === 0),
    $ne: compared((order) => order !== 0),
    $gt: compared((order) => order > 0),
    $gte: compared((order) => order >= 0),
    $lt: compared((order) => order < 0),
    $lte: compared((order) => order <= 0),
    $and: (document, list, options) => asList(list).every((item) => isTrue(evalExpr(document, item, options))),
    $or: (document, list, options) => asList(list).some((item) => isTrue(evalExpr(document, item, options))),
    $not: (document, operand, options) => !isTrue(first(evalExpr(document, operand, options))),
    $cond: cond,
    $switch: switchCase,
    $in: (document, operands, options) => {
      const [value, list] = evalExpr(document, operands, options) as [unknown, unknown];
      if (!Array.isArray(list))
        throw new StoreError('BadValue', `$in requires an array as a second argument, found: ${typeName(list)}`);
      return list.some((item) => compareValues(item, value) === 0);
    },
    $add: (document, operands, options) => {
      const values = asList(evalExpr(document, operands, options));
      const exactOnly = values.length > 0 && values.every(isNumeric);
      return exactOnly ? folded('$add', values, add) : unboxed('$add')(document, operands, options);
    },
    $multiply: (document, operands, options) => {
      const values = asList(evalExpr(document, operands, options));
      if (values.some((value) => value === null || value === undefined)) return null;
      if (!values.every(isNumeric)) throw new StoreError('TypeMismatch', '$multiply only supports numeric types');
      return folded('$multiply', values, multiply);
    },
    $type: (document, operand, options) => typeName(evalExpr(document, operand, options)),
    $isNumber: (document, operand, options) => isNumeric(first(evalExpr(document, operand, options))),
    ...conversions,
  };
  for (const name of NUMERIC) exact[name] ??= unboxed(name);
  return exact;
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function first(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value;
}

function compared(make: (order: number) => unknown): Expression {
  return (document, operands, options) => {
    if (!Array.isArray(operands) || operands.length !== 2)
      throw new StoreError('BadValue', 'a comparison takes exactly 2 arguments');
    const [a, b] = operands.map((operand) => evalExpr(document, operand as never, options)) as [unknown, unknown];
    return make(compareValues(a, b));
  };
}

function cond(document: unknown, expression: unknown, options: never): unknown {
  const [test, then, otherwise] = Array.isArray(expression)
    ? (expression as unknown[])
    : [
        (expression as { if: unknown }).if,
        (expression as { then: unknown }).then,
        (expression as { else: unknown }).else,
      ];
  return evalExpr(document, isTrue(evalExpr(document, test, options)) ? then : otherwise, options);
}

function switchCase(document: unknown, expression: unknown, options: never): unknown {
  const { branches, default: fallback } = expression as {
    branches: { case: unknown; then: unknown }[];
    default?: unknown;
  };
  const taken = branches.find((branch) => isTrue(evalExpr(document, branch.case as never, options)));
  if (taken === undefined && fallback === undefined)
    throw new StoreError(
      'BadValue',
      '$switch could not find a matching branch for an input, and no default was specified.',
    );
  return evalExpr(document, taken === undefined ? fallback : taken.then, options);
}

function folded(
  name: string,
  values: readonly Numeric[],
  combine: (a: Numeric, b: Numeric) => Numeric | undefined,
): unknown {
  return values.reduce<Numeric>(
    (total, value) => {
      const result = combine(total, value) ?? combine(new Double(Number(total)), value);
      if (result === undefined) throw new StoreError('Overflow', `${name} overflowed`);
      return result;
    },
    name === '$add' ? 0 : 1,
  );
}

/** Evaluates the operands, gives mingo plain numbers, and gives the result the widest type that went in. */
function unboxed(name: string): Expression {
  return (document, operands, options) => {
    const operator = mingo[name] as Expression;
    let widest: Numeric | undefined;
    const plain = (value: unknown): unknown => {
      if (value instanceof Decimal128) {
        throw new StoreError('BadValue', `${name} of a decimal is not offered by this store; $add and $multiply are`);
      }
      if (!(value instanceof Double || value instanceof Long)) return value;
      if (widest === undefined || value instanceof Double) widest = value;
      return Number(value.toString());
    };
    const evaluated: unknown = evalExpr(document, operands, options);
    const values: unknown = Array.isArray(evaluated) ? evaluated.map(plain) : plain(evaluated);
    if (widest === undefined) return operator(document, operands, options);
    const result = operator(document, literals(values), options);
    if (typeof result !== 'number') return result;
    return kindOf(widest) === 'double'
      ? asExact(result)
      : Number.isSafeInteger(result)
        ? Long.fromNumber(result)
        : result;
  };
}

/** Values that mingo must take as they are, and not for expressions. */
function literals(values: unknown): unknown {
  return Array.isArray(values) ? values.map((value: unknown) => ({ $literal: value })) : { $literal: values };
}
