import type { Document } from 'bson';
import { Aggregator } from 'mingo/aggregator';
import { keyOf } from '../bson/KeyWriter.ts';
import { isPlainObject } from '../bson/exact.ts';
import { compileFilter } from '../query/filter.ts';
import { compileProjection } from '../query/projection.ts';
import { parseSort, sortKey } from '../query/sort.ts';
import { wholeNumber } from '../query/wholeNumber.ts';
import { StoreError } from '../StoreError.ts';
import { aggregationContext, windowContext } from './context.ts';
import { checkExpression, evaluate, mingoOptions } from './evaluate.ts';
import { lookup } from './lookup.ts';
import { parseMerge, parseOut } from './output.ts';
import type { Source } from './Source.ts';
import { translate } from './translate.ts';

/** One stage, from all its documents to all that it makes of them. */
type Stage = (
  documents: Document[],
  operand: unknown,
  source: Source,
  variables: Document,
) => Document[] | Promise<Document[]>;

/** Stages of mingo's that are taken as they are. The rest of MongoDB's stages are refused by name. */
const MINGO_STAGES = new Set([
  '$addFields',
  '$set',
  '$unset',
  '$unwind',
  '$replaceRoot',
  '$replaceWith',
  '$redact',
  '$sample',
  '$bucket',
  '$bucketAuto',
  '$densify',
  '$fill',
  '$setWindowFields',
  '$graphLookup',
  '$documents',
]);
/** What a stage takes is expressions throughout, so that an unknown operator can be told before any document is met. */
const OF_EXPRESSIONS = new Set(['$addFields', '$set', '$replaceRoot', '$replaceWith', '$group', '$bucket']);

const STAGES: Readonly<Record<string, Stage>> = {
  $match: (documents, filter, _source, variables) =>
    documents.filter(compileFilter(objectOf('$match', filter), variables)),
  $sort: (documents, order) => sorted(documents, objectOf('$sort', order)),
  $limit: (documents, limit) => documents.slice(0, limitOf(limit)),
  $skip: (documents, skip) => documents.slice(wholeNumber(skip, 'the $skip must be an integer')),
  $count: (documents, field) => {
    if (typeof field !== 'string' || field === '' || field.startsWith('$') || field.includes('.'))
      throw new StoreError('BadValue', 'the count field must be a non-empty string');
    return documents.length === 0 ? [] : [{ [field]: documents.length }];
  },
  $project: (documents, projection, _source, variables) => {
    const spec = objectOf('$project', projection);
    const project = compileProjection(spec, {}, variables);
    if (project === undefined)
      throw new StoreError(
        'BadValue',
        'Invalid $project :: caused by :: projection specification must have at least one field',
      );
    return documents.map(project);
  },
  $group: group,
  $sortByCount: (documents, expression, source, variables) => {
    const groups = group(documents, { _id: expression, count: { $sum: 1 } }, source, variables);
    return sorted(groups, { count: -1 });
  },
  $facet: async (documents, facets, source, variables) => {
    const made: Document = {};
    for (const [name, stages] of Object.entries(objectOf('$facet', facets)) as [string, Document[]][]) {
      made[name] = await runPipeline(documents, stages, source, variables);
    }
    return [made];
  },
  $lookup: (documents, operand, source, variables) =>
    lookup(documents, objectOf('$lookup', operand), source, variables, runPipeline),
  $unionWith: async (documents, operand, source, variables) => {
    const { coll, pipeline = [] } =
      typeof operand === 'string'
        ? { coll: operand }
        : (objectOf('$unionWith', operand) as { coll: string; pipeline?: Document[] });
    return [...documents, ...(await runPipeline(await source.read(coll, {}, {}), pipeline, source, variables))];
  },
  $out: async (documents, operand, source) => {
    const { db, collection } = parseOut(operand);
    await source.replaceAll(db, collection, documents);
    return [];
  },
  $merge: async (documents, operand, source) => {
    await source.merge(documents, parseMerge(operand));
    return [];
  },
};

/** Checks the stages' frame before anything is read. @throws StoreError for a stage that there is not, or not there */
export function checkPipeline(stages: readonly unknown[]): readonly Document[] {
  for (const [i, stage] of stages.entries()) {
    const [name, ...others] = isPlainObject(stage) ? Object.keys(stage) : [];
    if (name === undefined || others.length > 0) {
      throw new StoreError(
        'InvalidStageCount',
        'A pipeline stage specification object must contain exactly one field.',
      );
    }
    if (name === '$changeStream')
      throw new StoreError('OnlyOnReplicaSet', 'The $changeStream stage is only supported on replica sets');
    if (!(name in STAGES) && !MINGO_STAGES.has(name))
      throw new StoreError('UnrecognisedStage', `Unrecognized pipeline stage name: '${name}'`);
    if ((name === '$out' || name === '$merge') && i < stages.length - 1)
      throw new StoreError('StageNotLast', `${name} can only be the final stage in the pipeline`);
    if (OF_EXPRESSIONS.has(name)) checkExpression((stage as Document)[name]);
  }
  return stages as readonly Document[];
}

/** Runs the stages over documents that are the pipeline's own to change. */
export async function runPipeline(
  documents: readonly Document[],
  stages: readonly Document[],
  source: Source,
  variables: Document,
): Promise<Document[]> {
  checkPipeline(stages);
  let current = [...documents];
  for (const stage of stages) {
    const [name, operand] = Object.entries(stage)[0] as [string, unknown];
    const own = STAGES[name];
    current =
      own === undefined
        ? await mingoStage(current, name, operand, source, variables)
        : await own(current, operand, source, variables);
    await source.rest();
  }
  return current;
}

async function mingoStage(
  documents: Document[],
  name: string,
  operand: unknown,
  source: Source,
  variables: Document,
): Promise<Document[]> {
  let stage: unknown = operand;
  if (name === '$graphLookup') {
    const spec = objectOf(name, operand);
    stage = { ...spec, from: await source.read(String(spec['from']), {}, {}) };
  }
  const copies = name === '$unwind' ? documents.map((document) => ({ ...document })) : documents;
  if (name === '$setWindowFields') checkExpression((objectOf(name, operand) as { output?: unknown }).output);
  const options = mingoOptions(variables, name === '$setWindowFields' ? windowContext : aggregationContext);
  const made = translate(() => new Aggregator([{ [name]: stage }] as Record<string, unknown>[], options).run(copies));
  return name.startsWith('$bucket') ? made.map((bucket) => ({ _id: bucket['_id'], ...bucket })) : made;
}

function objectOf(name: string, operand: unknown): Document {
  if (!isPlainObject(operand)) throw new StoreError('BadValue', `the ${name} specification must be an object`);
  return operand;
}

/** The operand of `$limit`. @throws StoreError BadValue unless it is a whole number above 0 */
export function limitOf(operand: unknown): number {
  const number = wholeNumber(operand, 'the $limit must be an integer');
  if (number <= 0) throw new StoreError('BadValue', 'the limit must be positive');
  return number;
}

function sorted(documents: readonly Document[], order: Document): Document[] {
  const fields = parseSort(order);
  if (fields.length === 0) throw new StoreError('BadValue', '$sort stage must have at least one sort key');
  return documents
    .map((document) => ({ key: sortKey(document, fields), document }))
    .sort((a, b) => a.key.compare(b.key))
    .map(({ document }) => document);
}

/** Parts the documents by the bytes of their group's value, in which 1, Long 1 and 1.0 are one; mingo accumulates each part. */
function group(documents: Document[], operand: unknown, _source: Source, variables: Document): Document[] {
  const spec = objectOf('$group', operand);
  if (!('_id' in spec)) throw new StoreError('BadValue', 'a group specification must include an _id');
  const { _id: expression, ...fields } = spec;
  for (const [name, accumulator] of Object.entries(fields) as [string, unknown][]) {
    if (!isPlainObject(accumulator) || Object.keys(accumulator).length !== 1)
      throw new StoreError('BadValue', `The field '${name}' must be an accumulator object`);
  }
  const parts = new Map<string, { id: unknown; members: Document[] }>();
  for (const document of documents) {
    const id = evaluate(expression, document, variables) ?? null;
    const key = keyOf(id).toString('latin1');
    const part = parts.get(key);
    if (part === undefined) parts.set(key, { id, members: [document] });
    else part.members.push(document);
  }
  return [...parts.values()].map(({ id, members }) => {
    const accumulated = translate(() =>
      new Aggregator([{ $group: { _id: null, ...fields } }], mingoOptions(variables)).run(members),
    );
    return { ...(accumulated[0] as Document), _id: id };
  });
}
