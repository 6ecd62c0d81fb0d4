import { BSONRegExp } from 'bson';
import type { Document } from 'bson';
import { Query } from 'mingo/query';
import { queryContext } from '../aggregation/context.ts';
import { checkExpression, mingoOptions } from '../aggregation/evaluate.ts';
import { asStoreError, translate } from '../aggregation/translate.ts';
import { isPlainObject, toRegExp } from '../bson/exact.ts';
import { StoreError } from '../StoreError.ts';
import type { Predicate } from './predicates.ts';
import { PREDICATES } from './predicates.ts';

/** Operators of MongoDB's that this store does not have; a query with one is refused by name. */
const REFUSED: Readonly<Record<string, string>> = {
  $where: 'JavaScript is not run here',
  $text: 'text search needs a text index, which this store does not have',
  $near: 'geometry is not indexed here',
  $nearSphere: 'geometry is not indexed here',
  $geoWithin: 'geometry is not indexed here',
  $jsonSchema: 'documents are not validated here',
  $geoIntersects: 'geometry is not indexed here',
};

const QUERY_CONTEXT = queryContext(PREDICATES);

/**
 * Compiles a filter. mingo reads it and joins the parts; what compares values is ours (`predicates.ts`).
 *
 * @param variables what `$$name` means inside `$expr`
 * @throws StoreError BadValue for unknown operators and wrong operands
 */
export function compileFilter(filter: Document, variables: Document = {}): Predicate {
  const prepared = prepare(filter, true);
  const query = translate(() => new Query(prepared, mingoOptions(variables, QUERY_CONTEXT)));
  return (document) => {
    try {
      return query.test(document as Document);
    } catch (error) {
      throw asStoreError(error);
    }
  };
}

/** Checks a filter's frame and puts `$regex` with `$options` into one compiled expression. */
function prepare(filter: Document, top: boolean): Document {
  const prepared: Document = {};
  for (const [key, value] of Object.entries(filter) as [string, unknown][]) {
    const reason = REFUSED[key];
    if (reason !== undefined) throw new StoreError('BadValue', `${key}: ${reason}`);
    if (key === '$comment') continue;
    if (key === '$and' || key === '$or' || key === '$nor') {
      prepared[key] = clauses(key, value);
    } else if (key === '$expr') {
      checkExpression(value);
      // mingo's truth of a value is JavaScript's; $and's is BSON's.
      prepared[key] = { $and: [value] };
    } else if (key.startsWith('$') && top) {
      throw new StoreError(
        'BadValue',
        `unknown top level operator: ${key}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      );
    } else {
      prepared[key] = prepareCondition(value);
    }
  }
  return prepared;
}

function clauses(operator: string, value: unknown): Document[] {
  if (!Array.isArray(value)) throw new StoreError('BadValue', `${operator} must be an array`);
  if (value.length === 0) throw new StoreError('BadValue', '$and/$or/$nor must be a nonempty array');
  return value.map((clause: unknown) => {
    if (!isPlainObject(clause)) throw new StoreError('BadValue', '$or/$and/$nor entries need to be full objects');
    return prepare(clause, true);
  });
}

function prepareCondition(condition: unknown): unknown {
  if (!isPlainObject(condition)) return condition;
  const [first] = Object.keys(condition);
  if (first === undefined || !first.startsWith('$') || first === '$ref')
    return isOperatorLike(condition) ? condition : { $eq: condition };
  const prepared: Document = {};
  for (const [operator, operand] of Object.entries(condition) as [string, unknown][]) {
    const reason = REFUSED[operator];
    if (reason !== undefined) throw new StoreError('BadValue', `${operator}: ${reason}`);
    if (operator === '$regex') prepared['$regex'] = regexOf(operand, condition['$options']);
    else if (operator === '$options') {
      if (!('$regex' in condition)) throw new StoreError('BadValue', '$options needs a $regex');
    } else if (operator === '$not' && isPlainObject(operand)) prepared['$not'] = prepareCondition(operand);
    else if (operator === '$elemMatch' && isPlainObject(operand)) prepared['$elemMatch'] = prepareElements(operand);
    else if (operator === '$all' && Array.isArray(operand)) prepared['$all'] = operand.map(prepareAllItem);
    else prepared[operator] = operand;
  }
  return prepared;
}

/** mingo takes a document for operators if any key begins with `$`; MongoDB looks at the first alone. */
function isOperatorLike(condition: Document): boolean {
  return !Object.keys(condition).some((key) => key.startsWith('$'));
}

function prepareElements(operand: Document): Document {
  const [first] = Object.keys(operand);
  const operators = first !== undefined && first.startsWith('$') && !['$and', '$or', '$nor', '$expr'].includes(first);
  return operators ? (prepareCondition(operand) as Document) : prepare(operand, false);
}

function prepareAllItem(item: unknown): unknown {
  if (!isPlainObject(item) || !isPlainObject(item['$elemMatch'])) return item;
  return { $elemMatch: prepareElements(item['$elemMatch']) };
}

function regexOf(pattern: unknown, options: unknown): RegExp {
  if (options !== undefined && typeof options !== 'string')
    throw new StoreError('BadValue', '$options has to be a string');
  if (options !== undefined && /[^imsxu]/.test(options))
    throw new StoreError('BadValue', `invalid flag in regex options: ${options}`);
  if (pattern instanceof BSONRegExp) return compiled(pattern.pattern, options ?? pattern.options);
  if (typeof pattern !== 'string') throw new StoreError('BadValue', '$regex has to be a string');
  return compiled(pattern, options ?? '');
}

function compiled(pattern: string, options: string): RegExp {
  try {
    return toRegExp(new BSONRegExp(pattern, [...new Set(options)].sort().join('')));
  } catch (error) {
    throw new StoreError('BadValue', `Regular expression is invalid: ${(error as Error).message}`);
  }
}
