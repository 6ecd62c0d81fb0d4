import type { Document } from 'bson';
import { isPlainObject } from '../bson/exact.ts';
import { checkPipeline } from '../aggregation/runPipeline.ts';
import type { Engine } from '../Engine.ts';
import type { Plan } from '../query/plan.ts';
import type { Query } from '../query/run.ts';
import { matches, prepare } from '../query/run.ts';
import { StoreError } from '../StoreError.ts';
import { leadingQuery } from './leadingQuery.ts';
import type { Handler } from './Command.ts';
import { Command } from './Command.ts';
import { hintOf } from './find.ts';

/** Tells which index would serve a command, and with `executionStats` how many documents it looks at. Changes nothing. */
export const explain: Handler = (command, engine) => {
  command.allow('explain', 'verbosity');
  const explained = command.document('explain');
  if (explained === undefined) throw new StoreError('FailedToParse', 'explain command requires a nested object');
  const inner = new Command({ ...command.request, command: { ...explained, $db: command.db } }, command.connectionId);
  return explainQuery(inner, engine, command.string('verbosity'));
};

export async function explainQuery(inner: Command, engine: Engine, verbosity = 'queryPlanner'): Promise<Document> {
  const query = queryOf(inner);
  const collection = engine.catalog.find(inner.db, inner.collection());
  const queryPlanner: Document = { namespace: inner.namespace, parsedQuery: query.filter, rejectedPlans: [] };
  if (collection === undefined)
    return { explainVersion: '1', queryPlanner: { ...queryPlanner, winningPlan: { stage: 'EOF' } }, ok: 1 };
  const prepared = prepare(collection, query);
  queryPlanner['winningPlan'] = describe(prepared.plan, query);
  const planned: Document = { explainVersion: '1', queryPlanner, ok: 1 };
  if (verbosity === 'queryPlanner') return planned;
  const begin = performance.now();
  let nReturned = 0;
  const found = matches(engine, collection, prepared, inner.pace());
  while ((await found.next()).done !== true) nReturned += 1;
  const { documents } = prepared.examined;
  planned['executionStats'] = {
    executionSuccess: true,
    nReturned,
    executionTimeMillis: Math.round(performance.now() - begin),
    totalKeysExamined: prepared.plan.index === undefined && prepared.plan.branches === undefined ? 0 : documents,
    totalDocsExamined: documents,
  };
  return planned;
}

function queryOf(command: Command): Query {
  const common = {
    sort: command.document('sort') ?? {},
    skip: 0,
    limit: 0,
    hint: hintOf(command),
    variables: command.document('let') ?? {},
  };
  switch (command.name) {
    case 'find':
      return {
        ...common,
        filter: command.document('filter') ?? {},
        skip: command.number('skip', 0),
        limit: command.number('limit', 0),
      };
    case 'count':
    case 'distinct':
    case 'findAndModify':
      return { ...common, filter: command.document('query') ?? {} };
    case 'aggregate': {
      const { filter, sort, skip, limit } = leadingQuery(checkPipeline(command.list('pipeline')));
      return { ...common, filter, sort, skip, limit };
    }
    case 'update':
    case 'delete': {
      const [item] = command.list(command.name === 'update' ? 'updates' : 'deletes');
      const { q, hint } = isPlainObject(item) ? item : {};
      return { ...common, filter: isPlainObject(q) ? q : {}, hint: hint as unknown };
    }
    default:
      throw new StoreError('CommandNotFound', `Explain failed due to unknown command: ${command.name}`);
  }
}

function describe(plan: Plan, query: Query): Document {
  const found = describeAccess(plan);
  const sorted = plan.sorted ? found : { stage: 'SORT', sortPattern: query.sort, inputStage: found };
  return query.limit > 0 ? { stage: 'LIMIT', limitAmount: query.limit, inputStage: sorted } : sorted;
}

function describeAccess(plan: Plan): Document {
  if (plan.branches !== undefined)
    return { stage: 'FETCH', inputStage: { stage: 'OR', inputStages: plan.branches.map(describeAccess) } };
  const direction = plan.backward ? 'backward' : 'forward';
  if (plan.index === undefined) return { stage: 'COLLSCAN', direction };
  const { spec, multikey, unique } = plan.index;
  return {
    stage: 'FETCH',
    inputStage: {
      stage: 'IXSCAN',
      indexName: spec.name,
      keyPattern: spec.key,
      isMultiKey: multikey.size > 0,
      isUnique: unique,
      isSparse: spec.sparse === true,
      isPartial: spec.partialFilterExpression !== undefined,
      direction,
      intervals: plan.intervals.length,
    },
  };
}
