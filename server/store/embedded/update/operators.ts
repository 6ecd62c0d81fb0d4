import { Decimal128, Double, Long, Timestamp } from 'bson';
import { add, kindOf, multiply, toBigInt } from '../bson/arithmetic.ts';
import { compareValues, isNumeric } from '../bson/compare.ts';
import type { Numeric } from '../bson/decimal.ts';
import { isPlainObject } from '../bson/exact.ts';
import { typeName } from '../query/types.ts';
import { StoreError } from '../StoreError.ts';
import { addToSet, pop, pull, pullAll, push } from './arrayOperators.ts';
import type { Change } from './walk.ts';
import { REMOVED } from './walk.ts';

/** Makes the change that an operator asks for at one path. @throws StoreError for an operand that is none */
export type Operator = (operand: unknown, path: string) => Change;

const $set: Operator = (operand) => ({
  creates: true,
  apply: () => operand,
});

const $unset: Operator = () => ({ creates: false, apply: (value) => (value === undefined ? value : REMOVED) });

function arithmetic(
  name: string,
  verb: string,
  combine: (value: Numeric, operand: Numeric) => Numeric | undefined,
): Operator {
  return (operand, path) => {
    if (!isNumeric(operand))
      throw new StoreError(
        'TypeMismatch',
        `Cannot ${verb} with non-numeric argument: {${path}: ${JSON.stringify(operand)}}`,
      );
    return {
      creates: true,
      apply: (value) => {
        if (value === undefined) return name === '$mul' ? combine(zeroOf(operand), operand) : operand;
        if (!isNumeric(value)) {
          throw new StoreError(
            'TypeMismatch',
            `Cannot apply ${name} to a value of non-numeric type. The field '${path}' has non-numeric type ${typeName(value)}`,
          );
        }
        const result = combine(value, operand);
        if (result === undefined)
          throw new StoreError(
            'BadValue',
            `Failed to apply ${name} operations to current value of '${path}': it is beyond a long`,
          );
        return result;
      },
    };
  };
}

function zeroOf(operand: Numeric): Numeric {
  switch (kindOf(operand)) {
    case 'decimal':
      return Decimal128.fromString('0');
    case 'double':
      return new Double(0);
    case 'long':
      return Long.ZERO;
    case 'int':
      return 0;
  }
}

function extreme(better: (order: number) => boolean): Operator {
  return (operand) => ({
    creates: true,
    apply: (value) => (value === undefined || better(compareValues(operand, value)) ? operand : value),
  });
}

const $currentDate: Operator = (operand, path) => {
  const type: unknown = isPlainObject(operand) ? operand['$type'] : 'date';
  if (isPlainObject(operand) ? type !== 'date' && type !== 'timestamp' : typeof operand !== 'boolean') {
    throw new StoreError('BadValue', `$currentDate of '${path}' needs true, {$type: 'date'} or {$type: 'timestamp'}`);
  }
  return {
    creates: true,
    apply: () => (type === 'timestamp' ? new Timestamp({ t: Math.floor(Date.now() / 1_000), i: 1 }) : new Date()),
  };
};

const BITWISE: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

const $bit: Operator = (operand, path) => {
  if (!isPlainObject(operand) || Object.keys(operand).length === 0)
    throw new StoreError('BadValue', `$bit of '${path}' needs {and|or|xor: <integer>}`);
  const steps = Object.entries(operand).map(([name, mask]: [string, unknown]) => {
    const combine = BITWISE[name];
    if (combine === undefined)
      throw new StoreError('BadValue', `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`);
    return { combine, mask: integer(mask, path) };
  });
  return {
    creates: true,
    apply: (value) =>
      steps.reduce<Numeric>(
        (held, { combine, mask }) => {
          const result = combine(toBigInt(held), toBigInt(mask));
          return held instanceof Long || mask instanceof Long ? Long.fromBigInt(result) : Number(result);
        },
        value === undefined ? 0 : integer(value, path),
      ),
  };
};

function integer(value: unknown, path: string): Numeric {
  if (isNumeric(value) && ['int', 'long'].includes(kindOf(value))) return value;
  throw new StoreError('BadValue', `Cannot apply $bit to '${path}': a value is of non-integral type`);
}

function onArrays(make: (operand: unknown) => (value: unknown) => unknown, creates: boolean): Operator {
  return (operand) => ({ creates, apply: make(operand) });
}

/**
 * The update operators but `$rename` and `$setOnInsert`, on exact values. mingo's own take what they can't change in
 * silence and give an int for every whole number, so an audit figure kept as Long or Decimal128 would lose its type.
 */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['$set', $set],
  ['$setOnInsert', $set],
  ['$unset', $unset],
  ['$inc', arithmetic('$inc', 'increment', add)],
  ['$mul', arithmetic('$mul', 'multiply', multiply)],
  ['$min', extreme((order) => order < 0)],
  ['$max', extreme((order) => order > 0)],
  ['$currentDate', $currentDate],
  ['$bit', $bit],
  ['$push', onArrays(push, true)],
  ['$addToSet', onArrays(addToSet, true)],
  ['$pop', onArrays(pop, false)],
  ['$pull', onArrays(pull, false)],
  ['$pullAll', onArrays(pullAll, false)],
]);
