import type { Engine } from './Engine.ts';
import { Pace } from './Pace.ts';
import { decode } from './bson/exact.ts';
import { rangeInterval } from './query/intervals.ts';
import { scan } from './query/scan.ts';
import type { Collection } from './storage/Collection.ts';
import type { CollectionIndex } from './storage/CollectionIndex.ts';

/**
 * Deletes the documents whose time is up by a TTL index. Of an array of dates the earliest counts; what is no date
 * never expires. Source: MongoDB manual, "TTL Indexes".
 */
export async function expire(engine: Engine, nowMs: number): Promise<void> {
  for (const collection of engine.catalog.all()) {
    for (const index of collection.indexes) {
      if (index.spec.expireAfterSeconds !== undefined)
        await engine.write(() => expireBy(engine, collection, index, nowMs));
    }
  }
}

async function expireBy(engine: Engine, collection: Collection, index: CollectionIndex, nowMs: number): Promise<void> {
  // The collection or the index may have been dropped while this waited for its turn.
  if (!engine.catalog.all().includes(collection) || !collection.indexes.includes(index)) return;
  const pace = new Pace(0);
  const limit = new Date(nowMs - Number(index.spec.expireAfterSeconds) * 1_000);
  const interval = rangeInterval(
    { kind: 'range', operator: '$lte', value: limit },
    index.fields[0]?.descending ?? false,
  );
  for (const rows of scan(
    engine.journal,
    collection,
    { index, intervals: [interval], backward: false, sorted: true },
    256,
  )) {
    for (const { rid, body } of rows) collection.delete(rid, decode(body));
    if (pace.due()) await pace.rest();
  }
}
