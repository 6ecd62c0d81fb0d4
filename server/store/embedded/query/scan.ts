import type { StatementSync } from 'node:sqlite';
import type { Collection, Row } from '../storage/Collection.ts';
import type { Journal } from '../storage/Journal.ts';
import type { Interval } from './intervals.ts';
import type { Plan } from './plan.ts';

/** A batch ends at whichever comes first, so that neither many nor large documents fill the memory. */
const MAX_BATCH_ROWS = 1_024;
const MAX_BATCH_BYTES = 1024 * 1024;

/**
 * Reads the candidates of a plan in batches, each document once. No statement stays open between two batches: what is
 * written meanwhile is seen or not, as by a cursor of MongoDB's, and a reader never keeps the writer waiting.
 *
 * @param first how many rows are likely enough; the batches grow from there
 */
export function* scan(
  journal: Journal,
  collection: Collection,
  plan: Plan,
  first = 16,
): Generator<Row[], void, undefined> {
  if (plan.branches !== undefined) {
    const seen = new Set<number>();
    for (const branch of plan.branches) {
      for (const rows of scan(journal, collection, branch, first)) yield unseen(rows, seen);
    }
    return;
  }
  if (plan.index === undefined) {
    yield* scanTable(journal, collection, plan.backward, first);
    return;
  }
  const seen = plan.index.multikey.size > 0 || plan.intervals.length > 1 ? new Set<number>() : undefined;
  const intervals = plan.backward ? plan.intervals.toReversed() : plan.intervals;
  for (const interval of intervals) {
    for (const rows of scanIndex(journal, collection, plan.index.table, interval, plan.backward, first)) {
      yield seen === undefined ? rows : unseen(rows, seen);
    }
  }
}

function unseen(rows: Row[], seen: Set<number>): Row[] {
  return rows.filter(({ rid }) => !seen.has(rid) && seen.add(rid));
}

function* scanTable(
  journal: Journal,
  collection: Collection,
  backward: boolean,
  first: number,
): Generator<Row[], void, undefined> {
  const statement = journal.prepare(
    backward
      ? `SELECT rid, body FROM ${collection.table} WHERE rid < ? ORDER BY rid DESC LIMIT ?`
      : `SELECT rid, body FROM ${collection.table} WHERE rid > ? ORDER BY rid LIMIT ?`,
  );
  let last = backward ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
  for (let limit = first; ; limit = Math.min(limit * 4, MAX_BATCH_ROWS)) {
    const rows = readBatch(statement, [last, limit]);
    if (rows.length > 0) yield rows;
    if (rows.length < limit && rows.ended) return;
    last = (rows[rows.length - 1] as Row).rid;
  }
}

interface Batch extends Array<Row> {
  ended: boolean;
  lastKey?: Uint8Array;
}

/** Reads until the statement or the room ends; `ended` is false if it was the room. */
function readBatch(statement: StatementSync, parameters: (number | Uint8Array)[]): Batch {
  const rows = Object.assign([] as Row[], { ended: true }) as Batch;
  let bytes = 0;
  for (const row of statement.iterate(...parameters)) {
    const { rid, body, key } = row as unknown as Row & { key?: Uint8Array };
    rows.push({ rid, body });
    if (key !== undefined) rows.lastKey = key;
    bytes += body.length;
    if (bytes >= MAX_BATCH_BYTES) {
      rows.ended = false;
      break;
    }
  }
  return rows;
}

function* scanIndex(
  journal: Journal,
  collection: Collection,
  table: string,
  interval: Interval,
  backward: boolean,
  first: number,
): Generator<Row[], void, undefined> {
  const columns = `SELECT i.key AS key, i.rid AS rid, d.body AS body FROM ${table} AS i CROSS JOIN ${collection.table} AS d ON d.rid = i.rid`;
  const order = backward ? 'ORDER BY i.key DESC, i.rid DESC LIMIT ?' : 'ORDER BY i.key, i.rid LIMIT ?';
  const begin = journal.prepare(`${columns} WHERE i.key >= ? AND i.key < ? ${order}`);
  let rows = readBatch(begin, [interval.low, interval.high, first]);
  let limit = first;
  for (;;) {
    if (rows.length > 0) yield rows;
    if (rows.length < limit && rows.ended) return;
    const key = rows.lastKey as Uint8Array;
    const { rid } = rows[rows.length - 1] as Row;
    limit = Math.min(limit * 4, MAX_BATCH_ROWS);
    rows = backward
      ? readBatch(journal.prepare(`${columns} WHERE (i.key, i.rid) < (?, ?) AND i.key >= ? ${order}`), [
          key,
          rid,
          interval.low,
          limit,
        ])
      : readBatch(journal.prepare(`${columns} WHERE (i.key, i.rid) > (?, ?) AND i.key < ? ${order}`), [
          key,
          rid,
          interval.high,
          limit,
        ]);
  }
}
