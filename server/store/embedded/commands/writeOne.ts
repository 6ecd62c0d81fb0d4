import type { Document } from 'bson';
import { decode, encode } from '../bson/exact.ts';
import type { Engine } from '../Engine.ts';
import type { Pace } from '../Pace.ts';
import { StoreError } from '../StoreError.ts';
import type { Collection } from '../storage/Collection.ts';
import { compileFilter } from '../query/filter.ts';
import { matches, prepare } from '../query/run.ts';
import { compileUpdate } from '../update/applyUpdate.ts';
import type { Update } from '../update/applyUpdate.ts';
import type { Command } from './Command.ts';

export interface UpdateRequest {
  readonly filter: Document;
  readonly update: Document | Document[];
  readonly multi: boolean;
  readonly upsert: boolean;
  readonly sort: Document;
  readonly arrayFilters: readonly Document[];
  readonly variables: Document;
  readonly hint?: unknown;
}

export interface UpdateResult {
  readonly matched: number;
  readonly modified: number;
  readonly upsertedId?: unknown;
  /** The document before and after, for `findAndModify`; there is no `before` for an upsert. */
  readonly before?: Document;
  readonly after?: Document;
}

/**
 * Updates one document or all that match, or inserts one. Must run inside `engine.write`.
 * What is to be changed is found first, so that no document is met again where its change has moved it.
 */
export async function updateMatching(
  engine: Engine,
  command: Command,
  pace: Pace,
  request: UpdateRequest,
): Promise<UpdateResult> {
  const update = compileUpdate(request.update, request.filter, request.arrayFilters, request.variables);
  if (request.multi && update.replaces)
    throw new StoreError('FailedToParse', 'multi update is not supported for replacement-style update');
  const collection = engine.catalog.find(command.db, command.collection());
  if (collection === undefined) {
    compileFilter(request.filter, request.variables);
    return request.upsert
      ? upsert(engine.catalog.require(command.db, command.collection()), update)
      : { matched: 0, modified: 0 };
  }
  const prepared = prepare(collection, { ...request, skip: 0, limit: request.multi ? 0 : 1 });
  const found: number[] = [];
  for await (const { rid } of matches(engine, collection, prepared, pace)) found.push(rid);
  if (found.length === 0) return request.upsert ? upsert(collection, update) : { matched: 0, modified: 0 };
  let modified = 0;
  let result: Pick<UpdateResult, 'before' | 'after'> = {};
  for (const rid of found) {
    const body = collection.body(rid) as Uint8Array;
    const before = decode(body);
    const after = update.apply(decode(body));
    if (Buffer.compare(encode(after), body) !== 0) {
      collection.replace(rid, before, after);
      modified += 1;
    }
    result = { before, after };
    if (pace.due()) await pace.rest();
  }
  return { matched: found.length, modified, ...(request.multi ? {} : result) };
}

function upsert(collection: Collection, update: Update): UpdateResult {
  const after = collection.insert(update.insert());
  return { matched: 0, modified: 0, upsertedId: after['_id'], after };
}

export interface DeleteRequest {
  readonly filter: Document;
  /** 0 for all. */
  readonly limit: number;
  readonly sort?: Document;
  readonly hint?: unknown;
  readonly variables: Document;
  readonly onDelete?: (document: Document) => void;
}

/** Deletes what matches; must run inside `engine.write`. @returns how many */
export async function deleteMatching(
  engine: Engine,
  command: Command,
  pace: Pace,
  request: DeleteRequest,
): Promise<number> {
  const collection = engine.catalog.find(command.db, command.collection());
  if (collection === undefined) {
    compileFilter(request.filter, request.variables);
    return 0;
  }
  const prepared = prepare(collection, { sort: {}, ...request, skip: 0 });
  const found: number[] = [];
  for await (const { rid } of matches(engine, collection, prepared, pace)) found.push(rid);
  for (const rid of found) {
    const document = decode(collection.body(rid) as Uint8Array);
    collection.delete(rid, document);
    request.onDelete?.(document);
    if (pace.due()) await pace.rest();
  }
  return found.length;
}
