import type { Document } from 'bson';
import { limitOf } from '../aggregation/runPipeline.ts';
import { isPlainObject } from '../bson/exact.ts';
import { wholeNumber } from '../query/wholeNumber.ts';

/** How much of a pipeline's beginning the query itself can do, with its indexes. */
export function leadingQuery(stages: readonly Document[]): {
  filter: Document;
  sort: Document;
  skip: number;
  limit: number;
  rest: readonly Document[];
} {
  let at = 0;
  const take = (name: string): unknown => {
    const stage = stages[at];
    if (stage === undefined || !(name in stage)) return undefined;
    at += 1;
    return stage[name];
  };
  const filter = take('$match');
  const sort = take('$sort');
  const skip = take('$skip');
  const limit = take('$limit');
  return {
    filter: isPlainObject(filter) ? filter : {},
    sort: isPlainObject(sort) ? sort : {},
    skip: skip === undefined ? 0 : wholeNumber(skip, 'the $skip must be an integer'),
    limit: limit === undefined ? 0 : limitOf(limit),
    rest: stages.slice(at),
  };
}
