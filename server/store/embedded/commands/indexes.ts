import type { Document } from 'bson';
import { decode, isPlainObject } from '../bson/exact.ts';
import { equalValues } from '../bson/compare.ts';
import type { Engine } from '../Engine.ts';
import type { Pace } from '../Pace.ts';
import { sameKey } from '../query/plan.ts';
import { scan } from '../query/scan.ts';
import { EVERYTHING } from '../query/intervals.ts';
import { StoreError } from '../StoreError.ts';
import type { Collection } from '../storage/Collection.ts';
import type { CollectionIndex } from '../storage/CollectionIndex.ts';
import type { IndexSpec } from '../storage/IndexSpec.ts';
import type { Handler } from './Command.ts';
import { firstBatch, fromList } from './cursorReply.ts';
import { checkExpiry, parseIndexSpec } from './parseIndexSpec.ts';

export const createIndexes: Handler = async (command, engine) => {
  command.allow('createIndexes', 'indexes', 'commitQuorum', 'ignoreUnknownIndexOptions');
  const specs = command.list('indexes').map(parseIndexSpec);
  if (specs.length === 0) throw new StoreError('BadValue', 'Must specify at least one index to create');
  return engine.write(async () => {
    const createdCollectionAutomatically = engine.catalog.find(command.db, command.collection()) === undefined;
    const collection = engine.catalog.require(command.db, command.collection());
    const numIndexesBefore = collection.indexes.length;
    const wanted = specs.filter((spec) => !exists(collection, spec));
    for (const spec of wanted) await build(engine, collection, spec, command.pace());
    return {
      numIndexesBefore,
      numIndexesAfter: collection.indexes.length,
      createdCollectionAutomatically,
      ...(wanted.length === 0 && { note: 'all indexes already exist' }),
      ok: 1,
    };
  });
};

/** @throws StoreError IndexOptionsConflict, IndexKeySpecsConflict for one that differs from one that is there */
function exists(collection: Collection, spec: IndexSpec): boolean {
  const named = collection.indexes.find((index) => index.spec.name === spec.name);
  const keyed = collection.indexes.find(
    (index) =>
      sameKey(index.spec.key, spec.key) &&
      equalValues(index.spec.partialFilterExpression ?? null, spec.partialFilterExpression ?? null),
  );
  if (named !== undefined && named !== keyed) {
    throw new StoreError(
      'IndexKeySpecsConflict',
      `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${spec.name}`,
    );
  }
  if (keyed === undefined) return false;
  const same = ['unique', 'sparse', 'expireAfterSeconds'].every((option) =>
    equalValues(keyed.spec[option] ?? null, spec[option] ?? null),
  );
  if (keyed.spec.name !== spec.name) {
    if (same)
      throw new StoreError('IndexOptionsConflict', `Index already exists with a different name: ${keyed.spec.name}`);
    throw new StoreError(
      'IndexOptionsConflict',
      `An equivalent index already exists with a different name and options. Requested index: ${spec.name}`,
    );
  }
  if (!same)
    throw new StoreError(
      'IndexOptionsConflict',
      `An equivalent index already exists with the same name but different options. Requested index: ${spec.name}`,
    );
  return true;
}

/** Fills a new index. Writers wait meanwhile, so the index is whole when it is first asked. */
async function build(engine: Engine, collection: Collection, spec: IndexSpec, pace: Pace): Promise<void> {
  const index = engine.catalog.createIndex(collection, spec);
  try {
    const everything = { index: undefined, intervals: [EVERYTHING], backward: false, sorted: false };
    for (const rows of scan(engine.journal, collection, everything, 1_024)) {
      for (const { rid, body } of rows) {
        const entries = index.entriesOf(decode(body));
        index.checkUnique(entries, rid, collection.namespace);
        engine.journal.write(() => index.add(entries, rid));
      }
      if (pace.due()) await pace.rest();
    }
  } catch (error) {
    if (error instanceof StoreError && error.codeName !== 'OutOfDiskSpace') engine.catalog.dropIndex(collection, index);
    throw error;
  }
  engine.catalog.finishIndex(collection, index);
}

export const listIndexes: Handler = async (command, engine) => {
  command.allow('listIndexes', 'cursor');
  const collection = engine.catalog.find(command.db, command.collection());
  if (collection === undefined) throw new StoreError('NamespaceNotFound', `ns does not exist: ${command.namespace}`);
  return firstBatch(engine, command.namespace, fromList(collection.indexes.map(({ spec }) => spec)), {
    batchSize: Number(String(command.document('cursor')?.['batchSize'] ?? Infinity)),
  });
};

export const dropIndexes: Handler = async (command, engine) => {
  command.allow('dropIndexes', 'index');
  return engine.write(async () => {
    const collection = engine.catalog.find(command.db, command.collection());
    if (collection === undefined) throw new StoreError('NamespaceNotFound', `ns not found ${command.namespace}`);
    const nIndexesWas = collection.indexes.length;
    for (const index of dropped(collection, command.arguments['index'])) engine.catalog.dropIndex(collection, index);
    return { nIndexesWas, ok: 1 };
  });
};

function dropped(collection: Collection, wanted: unknown): CollectionIndex[] {
  if (wanted === '*') return collection.indexes.filter(({ spec }) => spec.name !== '_id_');
  return (Array.isArray(wanted) ? wanted : [wanted]).map((one: unknown) => {
    const index = collection.indexes.find(({ spec }) =>
      typeof one === 'string' ? spec.name === one : isPlainObject(one) && sameKey(spec.key, one),
    );
    if (index === undefined)
      throw new StoreError('IndexNotFound', `index not found with name [${JSON.stringify(one)}]`);
    if (index.spec.name === '_id_') throw new StoreError('InvalidOptions', 'cannot drop _id index');
    return index;
  });
}

/** Changes when an index's documents expire, or whether queries see the index. */
export const collMod: Handler = async (command, engine) => {
  command.allow('collMod', 'index');
  return engine.write(async () => {
    const collection = engine.catalog.find(command.db, command.collection());
    if (collection === undefined) throw new StoreError('NamespaceNotFound', `ns does not exist: ${command.namespace}`);
    const change = command.document('index');
    if (change === undefined) return { ok: 1 };
    const { name, keyPattern, ...options } = change as Record<string, unknown>;
    const stray = Object.keys(options).find((option) => option !== 'expireAfterSeconds' && option !== 'hidden');
    if (stray !== undefined)
      throw new StoreError('IDLUnknownField', `BSON field 'collMod.index.${stray}' is an unknown field.`);
    const index = collection.indexes.find(({ spec }) =>
      typeof name === 'string' ? spec.name === name : isPlainObject(keyPattern) && sameKey(spec.key, keyPattern),
    );
    if (index === undefined)
      throw new StoreError(
        'IndexNotFound',
        `cannot find index ${JSON.stringify(name ?? keyPattern)} for ns ${command.namespace}`,
      );
    const spec: Document = { ...index.spec, ...options };
    if (spec['hidden'] === false) delete spec['hidden'];
    checkExpiry(spec);
    engine.catalog.changeIndex(collection, index, spec as IndexSpec);
    const told = Object.keys(options).flatMap(
      (option) =>
        [
          [`${option}_old`, index.spec[option]],
          [`${option}_new`, options[option]],
        ] as [string, unknown][],
    );
    return { ...Object.fromEntries(told.filter(([, value]) => value !== undefined)), ok: 1 };
  });
};
