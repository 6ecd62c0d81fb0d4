import type { Document } from 'bson';
import { decode, encode } from '../bson/exact.ts';
import type { Engine } from '../Engine.ts';
import type { Pace } from '../Pace.ts';
import { StoreError } from '../StoreError.ts';
import type { Collection, Row } from '../storage/Collection.ts';
import { compileFilter } from './filter.ts';
import type { Plan } from './plan.ts';
import { plan } from './plan.ts';
import type { Predicate } from './predicates.ts';
import type { Projection } from './projection.ts';
import { scan } from './scan.ts';
import { parseSort, sortKey } from './sort.ts';

/** What a sort without an index may hold. Source: `internalQueryMaxBlockingSortMemoryUsageBytes`. */
const MAX_SORT_BYTES = 100 * 1024 * 1024;

export interface Query {
  readonly filter: Document;
  readonly sort: Document;
  readonly skip: number;
  /** 0 for no limit. */
  readonly limit: number;
  readonly hint?: unknown;
  readonly variables?: Document;
  readonly projection?: Projection | undefined;
}

export interface Match extends Row {
  /** Decoded when it is first asked for: what is only sent on never is. */
  readonly document: Document;
}

class LazyMatch implements Match {
  readonly rid: number;
  readonly body: Uint8Array;
  #document: Document | undefined;

  constructor({ rid, body }: Row) {
    this.rid = rid;
    this.body = body;
  }

  get document(): Document {
    this.#document ??= decode(this.body);
    return this.#document;
  }
}

/** A query made ready for one collection. */
export interface Prepared {
  readonly plan: Plan;
  readonly passes: Predicate | undefined;
  readonly query: Query;
  /** How many documents were looked at, for `explain`. */
  readonly examined: { documents: number };
}

export function prepare(collection: Collection, asked: Query): Prepared {
  const natural: unknown = asked.sort['$natural'];
  const query = natural === undefined ? asked : { ...asked, sort: {}, hint: { $natural: natural } };
  const passes = Object.keys(query.filter).length === 0 ? undefined : compileFilter(query.filter, query.variables);
  return {
    plan: plan(collection, query.filter, parseSort(query.sort), query.hint),
    passes,
    query,
    examined: { documents: 0 },
  };
}

/** The matching documents in order, decoded. */
export async function* matches(
  engine: Engine,
  collection: Collection,
  prepared: Prepared,
  pace: Pace,
): AsyncGenerator<Match, void, undefined> {
  const { query } = prepared;
  if (prepared.plan.sorted) {
    let skipped = 0;
    let given = 0;
    for await (const match of unsorted(engine, collection, prepared, pace)) {
      if (skipped < query.skip) skipped += 1;
      else {
        yield match;
        given += 1;
        if (given === query.limit) return;
      }
    }
    return;
  }
  yield* await sorted(engine, collection, prepared, pace);
}

async function* unsorted(
  engine: Engine,
  collection: Collection,
  { plan: chosen, passes, query, examined }: Prepared,
  pace: Pace,
): AsyncGenerator<Match, void, undefined> {
  const first = query.limit > 0 ? Math.min(query.skip + query.limit, 128) : 128;
  for (const rows of scan(engine.journal, collection, chosen, first)) {
    for (const row of rows) {
      const match = new LazyMatch(row);
      examined.documents += 1;
      if (passes === undefined || passes(match.document)) yield match;
      if (pace.due()) await pace.rest();
    }
  }
}

/** Sorts by the bytes of the keys; with a limit, no more than twice as many are held. */
async function sorted(engine: Engine, collection: Collection, prepared: Prepared, pace: Pace): Promise<Match[]> {
  const fields = parseSort(prepared.query.sort);
  const { skip, limit } = prepared.query;
  const wanted = limit === 0 ? Infinity : skip + limit;
  let held: { key: Buffer; match: Match }[] = [];
  let bytes = 0;
  for await (const match of unsorted(engine, collection, prepared, pace)) {
    held.push({ key: sortKey(match.document, fields), match });
    bytes += match.body.length;
    if (held.length >= wanted * 2 && held.length > 1_000) {
      held = held.sort((a, b) => a.key.compare(b.key)).slice(0, wanted);
      bytes = held.reduce((sum, { match: { body } }) => sum + body.length, 0);
    }
    if (bytes > MAX_SORT_BYTES) {
      throw new StoreError(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        `Executor error during find command :: caused by :: Sort exceeded memory limit of ${MAX_SORT_BYTES} bytes, but did not opt in to external sorting.`,
      );
    }
  }
  return held
    .sort((a, b) => a.key.compare(b.key))
    .slice(skip, wanted)
    .map(({ match }) => match);
}

/** The results as bytes: what was stored, unless a projection makes something else of it. */
export async function* results(
  engine: Engine,
  collection: Collection,
  prepared: Prepared,
  pace: Pace,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { projection } = prepared.query;
  for await (const match of matches(engine, collection, prepared, pace)) {
    yield projection === undefined ? match.body : encode(projection(match.document));
  }
}
