import { Long, serialize } from 'bson';
import type { Document } from 'bson';
import type { OpenCursor, Results } from '../Cursors.ts';
import type { Engine } from '../Engine.ts';
import { rawArray, withFirstField } from '../wire/rawBson.ts';

/** A reply holds no more than this of documents, so that it fits into a message with what is around them. */
const MAX_BATCH_BYTES = 16 * 1024 * 1024;
/** How many the first batch has where the client does not say. Source: MongoDB manual, `find`. */
export const FIRST_BATCH = 101;

export interface BatchOptions {
  readonly batchSize: number;
  /** The cursor is closed after the first batch whatever is left. */
  readonly single?: boolean;
  /** How many documents the query gives at most; 0 for no limit. */
  readonly limit?: number;
  readonly keepIdle?: boolean;
}

/** The first reply of a cursor; what is left stays open for `getMore`. */
export async function firstBatch(
  engine: Engine,
  namespace: string,
  results: Results,
  options: BatchOptions,
): Promise<Buffer> {
  const limit = options.limit === undefined || options.limit === 0 ? Infinity : options.limit;
  const { batch, ahead, ended } = await take(results, [], options.batchSize, limit);
  const rest = { namespace, results, ahead, remaining: limit - batch.length, keepIdle: options.keepIdle ?? false };
  const open = ended || options.single === true ? undefined : engine.cursors.open(rest);
  return cursorReply('firstBatch', batch, open?.id ?? Long.ZERO, namespace);
}

export async function nextBatch(engine: Engine, cursor: OpenCursor, batchSize: number): Promise<Buffer> {
  const { batch, ahead, ended } = await take(
    cursor.results,
    cursor.ahead,
    batchSize === 0 ? Infinity : batchSize,
    cursor.remaining,
  );
  if (!ended) {
    cursor.remaining -= batch.length;
    cursor.ahead = ahead;
    engine.cursors.keep(cursor);
  }
  return cursorReply('nextBatch', batch, ended ? Long.ZERO : cursor.id, cursor.namespace);
}

interface Taken {
  readonly batch: Uint8Array[];
  readonly ahead: Uint8Array[];
  readonly ended: boolean;
}

async function take(results: Results, ready: readonly Uint8Array[], size: number, limit: number): Promise<Taken> {
  const batch: Uint8Array[] = [];
  const queue = [...ready];
  let bytes = 0;
  for (;;) {
    if (batch.length >= limit) return { batch, ahead: [], ended: true };
    if (batch.length >= size) return { batch, ahead: queue, ended: false };
    const next = queue.shift() ?? (await results.next()).value;
    if (next === undefined) return { batch, ahead: [], ended: true };
    if (batch.length > 0 && bytes + next.length > MAX_BATCH_BYTES)
      return { batch, ahead: [next, ...queue], ended: false };
    batch.push(next);
    bytes += next.length;
  }
}

function cursorReply(
  name: 'firstBatch' | 'nextBatch',
  batch: readonly Uint8Array[],
  id: Long,
  namespace: string,
): Buffer {
  const cursor = withFirstField(name, 0x04, rawArray(batch), serialize({ id, ns: namespace }));
  return withFirstField('cursor', 0x03, cursor, serialize({ ok: 1 }));
}

/** Results that are made already. */
export async function* fromList(documents: Iterable<Document>): AsyncGenerator<Uint8Array, void, undefined> {
  for (const document of documents) yield serialize(document);
}
