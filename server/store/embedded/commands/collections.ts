import type { Document } from 'bson';
import { Binary } from 'bson';
import { compileFilter } from '../query/filter.ts';
import { StoreError } from '../StoreError.ts';
import type { Handler } from './Command.ts';
import { firstBatch, fromList } from './cursorReply.ts';

export const create: Handler = async (command, engine) => {
  command.allow(
    'create',
    'collation',
    'idIndex',
    'validationLevel',
    'validationAction',
    'autoIndexId',
    'capped',
    'viewOn',
    'timeseries',
    'validator',
    'expireAfterSeconds',
    'clusteredIndex',
    'changeStreamPreAndPostImages',
    'encryptedFields',
    'size',
    'max',
  );
  for (const refused of [
    'capped',
    'viewOn',
    'timeseries',
    'validator',
    'clusteredIndex',
    'changeStreamPreAndPostImages',
    'encryptedFields',
    'expireAfterSeconds',
  ]) {
    const value: unknown = command.arguments[refused];
    if (value !== undefined && value !== false)
      throw new StoreError('InvalidOptions', `collections with ${refused} are not kept by this store`);
  }
  return engine.write(async () => {
    const name = command.collection();
    const existing = engine.catalog.find(command.db, name);
    if (existing === undefined) engine.catalog.create(command.db, name, {});
    return { ok: 1 };
  });
};

export const drop: Handler = async (command, engine) => {
  command.allow('drop');
  return engine.write(async () => {
    const collection = engine.catalog.find(command.db, command.collection());
    if (collection === undefined) return { ok: 1 };
    engine.catalog.drop(command.db, command.collection());
    return { nIndexesWas: collection.indexes.length, ns: collection.namespace, ok: 1 };
  });
};

export const dropDatabase: Handler = async (command, engine) => {
  command.allow();
  return engine.write(async () => {
    const names = engine.catalog.collections(command.db).map(({ namespace }) => namespace.slice(command.db.length + 1));
    for (const name of names) engine.catalog.drop(command.db, name);
    return { ...(names.length > 0 && { dropped: command.db }), ok: 1 };
  });
};

export const listCollections: Handler = async (command, engine) => {
  command.allow('filter', 'nameOnly', 'cursor', 'authorizedCollections');
  const nameOnly = command.boolean('nameOnly', false);
  const passes = compileFilter(command.document('filter') ?? {});
  const entries = engine.catalog.listed(command.db).map(({ namespace, options, uuid }): Document => ({
    name: namespace.slice(command.db.length + 1),
    type: 'collection',
    ...(!nameOnly && {
      options,
      info: { readOnly: false, uuid: new Binary(uuid, Binary.SUBTYPE_UUID) },
      idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
    }),
  }));
  return firstBatch(engine, `${command.db}.$cmd.listCollections`, fromList(entries.filter(passes)), {
    batchSize: Number(String(command.document('cursor')?.['batchSize'] ?? Infinity)),
  });
};
