import { Long } from 'bson';
import { StoreError } from '../StoreError.ts';
import { compileProjection } from '../query/projection.ts';
import { compileFilter } from '../query/filter.ts';
import { matches, prepare, results } from '../query/run.ts';
import { parseSort } from '../query/sort.ts';
import { distinctValues } from '../query/distinct.ts';
import type { Command, Handler } from './Command.ts';
import { FIRST_BATCH, firstBatch, fromList, nextBatch } from './cursorReply.ts';

const FIND = [
  'find',
  'filter',
  'sort',
  'projection',
  'hint',
  'skip',
  'limit',
  'batchSize',
  'singleBatch',
  'let',
  'collation',
  'noCursorTimeout',
  'allowPartialResults',
  'allowDiskUse',
  'oplogReplay',
  'showRecordId',
  'tailable',
  'awaitData',
  'min',
  'max',
  'returnKey',
];

export const find: Handler = async (command, engine) => {
  command.allow(...FIND);
  for (const refused of ['tailable', 'awaitData', 'showRecordId', 'returnKey']) {
    if (command.boolean(refused, false)) throw new StoreError('BadValue', `${refused} is not offered by this store`);
  }
  if (command.document('min') !== undefined || command.document('max') !== undefined) {
    throw new StoreError('BadValue', 'min and max are not offered by this store');
  }
  const filter = command.document('filter') ?? {};
  const query = {
    filter,
    sort: command.document('sort') ?? {},
    skip: command.number('skip', 0),
    limit: command.number('limit', 0),
    hint: hintOf(command),
    variables: command.document('let') ?? {},
    projection: compileProjection(command.document('projection') ?? {}, filter),
  };
  const options = {
    batchSize: command.number('batchSize', FIRST_BATCH),
    single: command.boolean('singleBatch', false),
    limit: query.limit,
    keepIdle: command.boolean('noCursorTimeout', false),
  };
  const collection = engine.catalog.find(command.db, command.collection());
  if (collection === undefined) {
    compileFilter(filter);
    if (!('$natural' in query.sort)) parseSort(query.sort);
    return firstBatch(engine, command.namespace, fromList([]), options);
  }
  return firstBatch(
    engine,
    command.namespace,
    results(engine, collection, prepare(collection, query), command.pace()),
    options,
  );
};

export function hintOf(command: Command): unknown {
  const hint: unknown = command.arguments['hint'];
  return hint === null || (typeof hint === 'object' && hint !== null && Object.keys(hint).length === 0)
    ? undefined
    : hint;
}

export const getMore: Handler = async (command, engine) => {
  command.allow('getMore', 'collection', 'batchSize');
  const cursor = engine.cursors.take(command.long('getMore'), `${command.db}.${command.string('collection') ?? ''}`);
  return nextBatch(engine, cursor, command.number('batchSize', 0));
};

export const killCursors: Handler = (command, engine) => {
  command.allow('killCursors', 'cursors');
  const ids = command.list('cursors').map((id) => Long.fromValue(id as Long));
  const cursorsKilled = ids.filter((id) => engine.cursors.kill(id));
  return {
    cursorsKilled,
    cursorsNotFound: ids.filter((id) => !cursorsKilled.includes(id)),
    cursorsAlive: [],
    cursorsUnknown: [],
    ok: 1,
  };
};

export const count: Handler = async (command, engine) => {
  command.allow('count', 'query', 'limit', 'skip', 'hint', 'collation', 'fields');
  const filter = command.document('query') ?? {};
  const skip = command.number('skip', 0);
  const limit = Math.abs(Number(String(command.arguments['limit'] ?? 0)));
  const collection = engine.catalog.find(command.db, command.collection());
  if (collection === undefined) return { n: 0, ok: 1 };
  if (Object.keys(filter).length === 0) {
    const n = Math.max(0, collection.count() - skip);
    return { n: limit === 0 ? n : Math.min(n, limit), ok: 1 };
  }
  const prepared = prepare(collection, { filter, sort: {}, skip, limit, hint: hintOf(command) });
  return { n: await countOf(matches(engine, collection, prepared, command.pace())), ok: 1 };
};

async function countOf(found: AsyncIterator<unknown>): Promise<number> {
  let n = 0;
  while ((await found.next()).done !== true) n += 1;
  return n;
}

export const distinct: Handler = async (command, engine) => {
  command.allow('distinct', 'key', 'query', 'hint', 'collation');
  const key = command.string('key');
  if (key === undefined)
    throw new StoreError('IDLFailedToParse', "BSON field 'distinct.key' is missing but a required field");
  const collection = engine.catalog.find(command.db, command.collection());
  if (collection === undefined) return { values: [], ok: 1 };
  const prepared = prepare(collection, {
    filter: command.document('query') ?? {},
    sort: {},
    skip: 0,
    limit: 0,
    hint: hintOf(command),
  });
  return { values: await distinctValues(matches(engine, collection, prepared, command.pace()), key), ok: 1 };
};
