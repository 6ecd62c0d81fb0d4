import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Long } from 'bson';
import type { Document } from 'bson';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Engine } from '../../../../server/store/embedded/Engine.ts';
import { Pace } from '../../../../server/store/embedded/Pace.ts';
import { compareBy, parseSort } from '../../../../server/store/embedded/query/sort.ts';
import { matches, prepare } from '../../../../server/store/embedded/query/run.ts';
import type { Collection } from '../../../../server/store/embedded/storage/Collection.ts';
import type { IndexSpec } from '../../../../server/store/embedded/storage/IndexSpec.ts';

const scalar = fc.constantFrom<unknown>(null, 0, 1, 2, Long.fromNumber(2), 'a');
const leaf = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }));
const inner = fc.record({ x: leaf, y: leaf }, { requiredKeys: [] });
const field = fc.oneof(leaf, inner, fc.array(fc.oneof({ weight: 3, arbitrary: inner }, scalar), { maxLength: 3 }));
const document = fc.record({ a: field, b: field, c: scalar }, { requiredKeys: [] });

const path = fc.constantFrom('a', 'a.x', 'a.y', 'b', 'c', 'b.x', 'a.0');
const operand = fc.oneof(leaf, inner);
const condition = fc.oneof(
  operand,
  operand.map(($eq) => ({ $eq })),
  fc.array(operand, { maxLength: 3 }).map(($in) => ({ $in })),
  fc
    .tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte', '$ne'), scalar)
    .map(([operator, value]) => ({ [operator]: value })),
  fc.tuple(scalar, scalar).map(([$gte, $lt]) => ({ $gte, $lt })),
  fc.boolean().map(($exists) => ({ $exists })),
  fc.tuple(scalar, scalar).map(([$gte, $lte]) => ({ $elemMatch: { $gte, $lte } })),
  fc.tuple(scalar, scalar).map(([x, y]) => ({ $elemMatch: { x, y } })),
);
const clause = fc.dictionary(path, condition, { minKeys: 1, maxKeys: 3 });
const filter = fc.oneof(
  { weight: 3, arbitrary: clause },
  fc.array(clause, { minLength: 1, maxLength: 3 }).map(($or) => ({ $or })),
  fc.array(clause, { minLength: 1, maxLength: 2 }).map(($and) => ({ $and })),
);
const order = fc.oneof(
  fc.constant({}),
  fc.dictionary(fc.constantFrom('a', 'b', 'c', 'a.x'), fc.constantFrom(1, -1), { minKeys: 1, maxKeys: 2 }),
);

const INDEXES: readonly Document[] = [
  { key: { a: 1 } },
  { key: { b: -1, c: 1 } },
  { key: { c: 1, a: -1 } },
  { key: { 'a.x': 1, 'a.y': -1 } },
  { key: { 'b.x': 1 }, sparse: true },
  { key: { c: -1 }, partialFilterExpression: { c: { $gt: 0 } } },
  { key: { b: 1 }, partialFilterExpression: { c: { $exists: true } } },
];

describe('the planner', () => {
  let folder: string;
  let engine: Engine;
  let collection: Collection;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'store-'));
    engine = new Engine(join(folder, 'store.sqlite'));
    collection = engine.catalog.create('a', 'rows', {});
  });
  afterEach(async () => {
    await engine.close();
    await rm(folder, { recursive: true });
  });

  async function find(
    wanted: Document,
    sort: Document,
    hint?: unknown,
  ): Promise<{ ids: number[]; documents: Document[]; index: string | undefined }> {
    const prepared = prepare(collection, { filter: wanted, sort, skip: 0, limit: 0, hint });
    const documents: Document[] = [];
    for await (const match of matches(engine, collection, prepared, new Pace(0))) documents.push(match.document);
    return {
      ids: documents.map(({ _id }) => _id as number).sort((x, y) => x - y),
      documents,
      index: prepared.plan.index?.spec.name,
    };
  }

  test('finds by its indexes exactly what a look at every document finds, and in the order that was asked for', async () => {
    let served = 0;
    for (const spec of INDEXES) {
      const name = JSON.stringify(spec);
      engine.catalog.finishIndex(
        collection,
        engine.catalog.createIndex(collection, { v: 2, name, ...spec } as unknown as IndexSpec),
      );
    }
    await fc.assert(
      fc.asyncProperty(
        fc.array(document, { minLength: 1, maxLength: 12 }),
        fc.array(fc.tuple(filter, order), { minLength: 10, maxLength: 20 }),
        async (documents, queries) => {
          for await (const { rid, document: old } of matches(
            engine,
            collection,
            prepare(collection, { filter: {}, sort: {}, skip: 0, limit: 0 }),
            new Pace(0),
          ))
            collection.delete(rid, old);
          documents.forEach((made, _id) => {
            try {
              collection.insert({ _id, ...made });
            } catch (error) {
              // Two arrays in one index are refused; the document is then in neither answer.
              expect((error as { codeName?: string }).codeName).toBe('CannotIndexParallelArrays');
            }
          });
          for (const [wanted, sort] of queries) {
            const planned = await find(wanted, sort);
            if (planned.index !== undefined) served += 1;
            expect(planned.ids).toEqual((await find(wanted, {}, { $natural: 1 })).ids);
            const compare = compareBy(parseSort(sort));
            planned.documents
              .slice(1)
              .forEach((later, i) => expect(compare(planned.documents[i], later)).toBeLessThanOrEqual(0));
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(served).toBeGreaterThan(300);
  }, 120_000);

  test('keeps the entries of every index in step with replaced and deleted documents', async () => {
    for (const spec of INDEXES) {
      const name = JSON.stringify(spec);
      engine.catalog.finishIndex(
        collection,
        engine.catalog.createIndex(collection, { v: 2, name, ...spec } as unknown as IndexSpec),
      );
    }
    await fc.assert(
      fc.asyncProperty(document, document, async (before, after) => {
        try {
          const stored = collection.insert({ _id: 1, ...before });
          const rid = engine.journal.db.prepare(`SELECT max(rid) AS rid FROM ${collection.table}`).get()?.[
            'rid'
          ] as number;
          let current = stored;
          try {
            collection.replace(rid, stored, { _id: 1, ...after });
            current = { _id: 1, ...after };
          } finally {
            collection.delete(rid, current);
          }
        } catch (error) {
          expect((error as { codeName?: string }).codeName).toBe('CannotIndexParallelArrays');
        }
        for (const index of collection.indexes) {
          expect(engine.journal.db.prepare(`SELECT count(*) AS n FROM ${index.table}`).get()?.['n']).toBe(0);
        }
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
