import type { Document } from 'bson';
import { encode, isPlainObject } from '../bson/exact.ts';
import { neededFields, onlyFields } from '../aggregation/neededFields.ts';
import { checkPipeline, runPipeline } from '../aggregation/runPipeline.ts';
import type { Engine } from '../Engine.ts';
import type { Pace } from '../Pace.ts';
import { compileFilter } from '../query/filter.ts';
import { matches, prepare } from '../query/run.ts';
import { wholeNumber } from '../query/wholeNumber.ts';
import { StoreError } from '../StoreError.ts';
import type { Command, Handler } from './Command.ts';
import { FIRST_BATCH, firstBatch } from './cursorReply.ts';
import { explainQuery } from './explain.ts';
import { hintOf } from './find.ts';
import { leadingQuery } from './leadingQuery.ts';
import { storeSource } from './storeSource.ts';

/** What one aggregation may hold. Documents of which only some fields are needed count with those. */
const MAX_HELD_BYTES = 100 * 1024 * 1024;

export const aggregate: Handler = async (command, engine) => {
  command.allow(
    'pipeline',
    'cursor',
    'explain',
    'allowDiskUse',
    'bypassDocumentValidation',
    'collation',
    'hint',
    'let',
  );
  const stages = checkPipeline(command.list('pipeline'));
  if (command.boolean('explain', false)) return explainQuery(command, engine);
  const pace = command.pace();
  const writes = stages.some((stage) => '$out' in stage || '$merge' in stage);
  const run = async (): Promise<Document[]> => aggregated(command, engine, stages, pace);
  const made = writes ? await engine.write(run) : await run();
  return firstBatch(
    engine,
    typeof command.arguments['aggregate'] === 'string' ? command.namespace : `${command.db}.$cmd.aggregate`,
    encoded(made),
    {
      batchSize: batchSizeOf(command),
    },
  );
};

function batchSizeOf(command: Command): number {
  const size: unknown = command.document('cursor')?.['batchSize'];
  return size === undefined ? FIRST_BATCH : wholeNumber(size, 'cursor.batchSize must be a number');
}

async function aggregated(
  command: Command,
  engine: Engine,
  stages: readonly Document[],
  pace: Pace,
): Promise<Document[]> {
  const variables = command.document('let') ?? {};
  const source = storeSource(engine, command, pace);
  const counted = await countOnly(command, engine, stages, pace);
  if (counted !== undefined) return counted;
  const { documents, rest } =
    typeof command.arguments['aggregate'] === 'string'
      ? await read(command, engine, stages, pace)
      : { documents: [], rest: stages };
  return runPipeline(documents, rest, source, variables);
}

/** The pipeline of `countDocuments`, for which no document has to be held. */
async function countOnly(
  command: Command,
  engine: Engine,
  stages: readonly Document[],
  pace: Pace,
): Promise<Document[] | undefined> {
  const { rest, ...query } = leadingQuery(stages);
  const group: unknown = rest.length === 1 ? rest[0]?.['$group'] : undefined;
  if (
    !isPlainObject(group) ||
    !isPlainObject(group['n']) ||
    Object.keys(group).length !== 2 ||
    group['_id'] !== 1 ||
    group['n']['$sum'] !== 1
  )
    return undefined;
  const collection =
    typeof command.arguments['aggregate'] === 'string'
      ? engine.catalog.find(command.db, command.collection())
      : undefined;
  if (collection === undefined) return undefined;
  let n = 0;
  if (Object.keys(query.filter).length === 0 && query.skip === 0 && query.limit === 0) n = collection.count();
  else {
    const found = matches(
      engine,
      collection,
      prepare(collection, { ...query, sort: {}, hint: hintOf(command), variables: command.document('let') ?? {} }),
      pace,
    );
    while ((await found.next()).done !== true) n += 1;
  }
  return n === 0 ? [] : [{ _id: 1, n }];
}

async function read(
  command: Command,
  engine: Engine,
  stages: readonly Document[],
  pace: Pace,
): Promise<{ documents: Document[]; rest: readonly Document[] }> {
  const { rest, ...query } = leadingQuery(stages);
  const variables = command.document('let') ?? {};
  const collection = engine.catalog.find(command.db, command.collection());
  const documents: Document[] = [];
  if (collection === undefined) {
    compileFilter(query.filter, variables);
    return { documents, rest };
  }
  const fields = neededFields(rest);
  let bytes = 0;
  for await (const { document, body } of matches(
    engine,
    collection,
    prepare(collection, { ...query, hint: hintOf(command), variables }),
    pace,
  )) {
    const held = fields === undefined ? document : onlyFields(document, fields);
    bytes += fields === undefined ? body.length : Math.min(body.length, 16 + 48 * fields.size);
    if (bytes > MAX_HELD_BYTES) {
      throw new StoreError(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        `the aggregation holds more than ${MAX_HELD_BYTES} bytes; narrow it by a $match at its beginning`,
      );
    }
    documents.push(held);
  }
  return { documents, rest };
}

async function* encoded(documents: readonly Document[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const document of documents) yield encode(document);
}
