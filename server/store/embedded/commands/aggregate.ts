import type { Document } from 'bson';
import { decode, encode, isPlainObject } from '../bson/exact.ts';
import { aggregate as runStages } from '../query/pipeline.ts';
import { matches, prepare } from '../query/run.ts';
import { StoreError } from '../StoreError.ts';
import type { Handler } from './Command.ts';
import { FIRST_BATCH, firstBatch } from './cursorReply.ts';
import { hintOf } from './find.ts';

export const aggregate: Handler = async (command, engine) => {
  command.allow('pipeline', 'cursor', 'explain', 'allowDiskUse', 'bypassDocumentValidation', 'collation', 'hint', 'let');
  const stages = command.list('pipeline') as Document[];
  for (const stage of stages) {
    if (!isPlainObject(stage) || Object.keys(stage).length !== 1) throw new StoreError('UnrecognisedStage', 'A pipeline stage specification object must contain exactly one field.');
    if ('$changeStream' in stage) throw new StoreError('OnlyOnReplicaSet', 'The $changeStream stage is only supported on replica sets');
  }
  const name = command.collection();
  const collection = engine.catalog.find(command.db, name);
  const [first, ...others] = stages;
  const filter = isPlainObject(first?.['$match']) ? (first['$match'] as Document) : undefined;
  const documents: Document[] = [];
  const variables = command.document('let') ?? {};
  if (collection !== undefined) {
    const prepared = prepare(collection, { filter: filter ?? {}, sort: {}, skip: 0, limit: 0, hint: hintOf(command), variables });
    for await (const { document } of matches(engine, collection, prepared, command.pace())) documents.push(document);
  }
  const resolve = (from: string): Document[] => {
    const other = engine.catalog.find(command.db, from);
    return other === undefined ? [] : engine.journal.db.prepare(`SELECT body FROM ${other.table}`).all().map((row) => decode(row['body'] as Uint8Array));
  };
  const made = runStages(documents, filter === undefined ? stages : others, variables, resolve);
  return firstBatch(engine, command.namespace, encoded(made), {
    batchSize: Number(String(command.document('cursor')?.['batchSize'] ?? FIRST_BATCH)),
  });
};

async function* encoded(documents: readonly Document[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const document of documents) yield encode(document);
}
