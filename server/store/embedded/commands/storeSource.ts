import type { Document } from 'bson';
import type { MergeTarget, Source } from '../aggregation/Source.ts';
import { compileUpdatePipeline } from '../aggregation/updatePipeline.ts';
import { decode } from '../bson/exact.ts';
import type { Engine } from '../Engine.ts';
import type { Pace } from '../Pace.ts';
import { matches, prepare } from '../query/run.ts';
import { visitPath } from '../query/paths.ts';
import { StoreError } from '../StoreError.ts';
import type { Collection } from '../storage/Collection.ts';
import type { Command } from './Command.ts';

/** The store as an aggregation's stages see it. What writes must run inside `engine.write`. */
export function storeSource(engine: Engine, command: Command, pace: Pace): Source {
  const rest = async (): Promise<void> => {
    if (pace.due()) await pace.rest();
  };
  return {
    rest,
    read: async (name, filter, variables) => {
      const collection = engine.catalog.find(command.db, name);
      const documents: Document[] = [];
      if (collection === undefined) return documents;
      const prepared = prepare(collection, { filter, sort: {}, skip: 0, limit: 0, variables });
      for await (const { document } of matches(engine, collection, prepared, pace)) documents.push(document);
      return documents;
    },
    replaceAll: async (db, name, documents) => {
      const target = db ?? command.db;
      const replacement = engine.catalog.createReplacement(target, name);
      try {
        for (const document of documents) {
          replacement.insert(document);
          await rest();
        }
      } catch (error) {
        if (error instanceof StoreError && error.codeName !== 'OutOfDiskSpace')
          engine.catalog.drop(target, replacement.namespace.slice(target.length + 1));
        throw error;
      }
      engine.catalog.replace(target, name, replacement);
    },
    merge: async (documents, into) => {
      const collection = engine.catalog.require(into.db ?? command.db, into.collection);
      checkUniqueOn(collection, into.on);
      for (const document of documents) {
        await mergeOne(engine, collection, document, into, pace);
        await rest();
      }
    },
  };
}

function checkUniqueOn(collection: Collection, on: readonly string[]): void {
  const wanted = [...on].sort().join();
  const unique = collection.indexes.some(
    (index) =>
      index.unique &&
      index.fields
        .map(({ path }) => path)
        .sort()
        .join() === wanted,
  );
  if (!unique) throw new StoreError('BadValue', 'Cannot find index to verify that join fields will be unique');
}

async function mergeOne(
  engine: Engine,
  collection: Collection,
  document: Document,
  into: MergeTarget,
  pace: Pace,
): Promise<void> {
  const filter = Object.fromEntries(into.on.map((path) => [path, { $eq: valueAt(document, path) }]));
  let found: { rid: number; document: Document } | undefined;
  for await (const match of matches(
    engine,
    collection,
    prepare(collection, { filter, sort: {}, skip: 0, limit: 1 }),
    pace,
  ))
    found = match;
  if (found === undefined) {
    if (into.whenNotMatched === 'fail')
      throw new StoreError(
        'MergeStageNoMatchingDocument',
        '$merge could not find a matching document in the target collection for at least one document in the source collection',
      );
    if (into.whenNotMatched === 'insert') collection.insert(document);
    return;
  }
  const { rid, document: before } = found;
  switch (into.whenMatched) {
    case 'keepExisting':
      return;
    case 'fail':
      throw new StoreError('DuplicateKey', '$merge failed due to a DuplicateKey error');
    case 'replace':
      collection.replace(rid, before, { _id: before['_id'] as unknown, ...document });
      return;
    case 'merge':
      collection.replace(rid, before, { ...before, ...document });
      return;
    default: {
      const after = compileUpdatePipeline(into.whenMatched, { new: document })(
        decode(collection.body(rid) as Uint8Array),
      );
      collection.replace(rid, before, after);
    }
  }
}

function valueAt(document: Document, path: string): unknown {
  let found: unknown = null;
  visitPath(document, path.split('.'), (value) => {
    found = value ?? null;
    return true;
  });
  return found;
}
