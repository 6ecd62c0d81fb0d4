import type { Document } from 'bson';
import { isPlainObject } from '../bson/exact.ts';
import { equalValues } from '../bson/compare.ts';
import type { Collection } from '../storage/Collection.ts';
import type { CollectionIndex } from '../storage/CollectionIndex.ts';
import type { PathConstraint } from './constraints.ts';
import { constraintsOf, isOperators } from './constraints.ts';
import { compileFilter } from './filter.ts';
import type { Interval } from './intervals.ts';
import { EVERYTHING, intersect, pointKeys, rangeInterval, under } from './intervals.ts';
import type { SortField } from './sort.ts';
import { StoreError } from '../StoreError.ts';

/** How the candidates of a query are found. The filter is applied to each of them in any case. */
export interface Plan {
  /** None: the whole collection in the order of insertion. */
  readonly index: CollectionIndex | undefined;
  /** Which keys to read, in the index's order. */
  readonly intervals: readonly Interval[];
  readonly backward: boolean;
  /** The documents come in the order that was asked for. */
  readonly sorted: boolean;
  /** Several ways that are each taken, for a filter that is one `$or`. */
  readonly branches?: readonly Plan[];
}

/** More intervals than this are left to the filter. */
const MAX_INTERVALS = 2_000;

interface Candidate extends Plan {
  readonly score: number;
}

/**
 * Chooses the index that leaves the fewest documents to look at: more fields held to points first, then ranges, then
 * an order that needs no sorting.
 *
 * @param hint an index's name or key, or `{$natural: ±1}`
 * @throws StoreError BadValue for a hint that names no index
 */
export function plan(collection: Collection, filter: Document, sort: readonly SortField[], hint?: unknown): Plan {
  const natural: unknown = isPlainObject(hint) ? hint['$natural'] : undefined;
  const scan: Candidate = {
    index: undefined,
    intervals: [EVERYTHING],
    backward: Number(natural) < 0,
    sorted: sort.length === 0,
    score: 0,
  };
  if (natural !== undefined) return scan;
  const constraints = constraintsOf(filter);
  if (hint !== undefined) {
    const index = hinted(collection, hint);
    return candidateOf(index, constraints, sort) ?? { ...scan, index };
  }
  const candidates = collection.indexes
    .filter((index) => index.spec['hidden'] !== true && covers(index, filter, constraints))
    .map((index) => candidateOf(index, constraints, sort))
    .filter((candidate) => candidate !== undefined);
  const best = candidates.reduce((a, b) => (b.score > a.score ? b : a), scan);
  return best.index === undefined ? (orPlan(collection, filter, sort) ?? scan) : best;
}

function hinted(collection: Collection, hint: unknown): CollectionIndex {
  const index = collection.indexes.find(({ spec }) =>
    typeof hint === 'string' ? spec.name === hint : isPlainObject(hint) && sameKey(spec.key, hint),
  );
  if (index === undefined) {
    throw new StoreError(
      'BadValue',
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  }
  return index;
}

/** Two key patterns are one if the fields, their order and their directions are. */
export function sameKey(a: Document, b: Document): boolean {
  const [x, y] = [Object.entries(a), Object.entries(b)];
  return (
    x.length === y.length && x.every(([path, direction], i) => path === y[i]?.[0] && equalValues(direction, y[i][1]))
  );
}

/** Whether every document that the filter can match is in the index at all. */
function covers(index: CollectionIndex, filter: Document, constraints: readonly PathConstraint[]): boolean {
  const { partialFilterExpression, sparse } = index.spec;
  if (partialFilterExpression !== undefined) return implies(filter, constraints, partialFilterExpression);
  if (sparse !== true) return true;
  return index.fields.some(({ path }) => constraints.some((held) => held.path === path && requiresPresence(held)));
}

function requiresPresence({ constraint }: PathConstraint): boolean {
  return constraint.kind === 'range' || constraint.values.every((value) => value !== null && value !== undefined);
}

/** Whether a filter demands all that a partial index's expression does. Never true where it is not certain. */
function implies(filter: Document, constraints: readonly PathConstraint[], expression: Document): boolean {
  return (Object.entries(expression) as [string, unknown][]).every(([path, condition]) => {
    if (path === '$and') return (condition as Document[]).every((clause) => implies(filter, constraints, clause));
    if (path.startsWith('$')) return false;
    if (path in filter && equalValues(filter[path], condition)) return true;
    const held = constraints.filter((constraint) => constraint.path === path);
    if (isOperators(condition) && Object.keys(condition).length === 1 && condition['$exists'] === true)
      return held.some(requiresPresence);
    const passes = compileFilter({ [path.replaceAll('.', '_')]: condition });
    return held.some(
      ({ constraint }) =>
        constraint.kind === 'points' &&
        constraint.values.every((value) => passes({ [path.replaceAll('.', '_')]: value })),
    );
  });
}

/** An index's bounds for the constraints; `undefined` where it serves neither the filter nor the order. */
function candidateOf(
  index: CollectionIndex,
  constraints: readonly PathConstraint[],
  sort: readonly SortField[],
): Candidate | undefined {
  let prefixes: Buffer[] = [Buffer.alloc(0)];
  let points = 0;
  let ranged: Interval | undefined;
  let multikeyBound = false;
  for (const [position, field] of index.fields.entries()) {
    const multikey = index.multikey.has(position);
    // Keys of two fields inside one array pair up by element; bounds on both would miss what different elements meet.
    if (multikey && multikeyBound) break;
    const held = constraints.filter(({ path }) => path === field.path);
    const keys = held
      .map(({ constraint }) =>
        constraint.kind === 'points' ? pointKeys(constraint.values, field.descending) : undefined,
      )
      .filter((list) => list !== undefined)
      .reduce<Buffer[] | undefined>(
        (best, list) => (best === undefined || list.length < best.length ? list : best),
        undefined,
      );
    if (keys === undefined || prefixes.length * keys.length > MAX_INTERVALS) {
      ranged = rangeOf(held, field.descending, multikey);
      break;
    }
    prefixes = prefixes.flatMap((prefix) => keys.map((key) => Buffer.concat([prefix, key])));
    points += 1;
    multikeyBound ||= multikey;
  }
  const order = orderOf(index, sort, points, prefixes.length > 1);
  if (points === 0 && ranged === undefined && (order === undefined || sort.length === 0)) return undefined;
  if (
    points === 0 &&
    ranged === undefined &&
    (index.spec.sparse === true || index.spec.partialFilterExpression !== undefined)
  )
    return undefined;
  return {
    index,
    intervals: prefixes
      .map((prefix) => under(prefix, ranged ?? EVERYTHING))
      .filter(({ low, high }) => low.compare(high) < 0),
    backward: order === 'backward',
    sorted: order !== undefined,
    score:
      points * 4 +
      (ranged === undefined ? 0 : 2) +
      (order !== undefined && sort.length > 0 ? 1 : 0) +
      (index.unique && points === index.fields.length ? 100 : 0),
  };
}

function rangeOf(held: readonly PathConstraint[], descending: boolean, multikey: boolean): Interval | undefined {
  const ranges = held.flatMap(({ constraint, element }) =>
    constraint.kind === 'range' ? [{ interval: rangeInterval(constraint, descending), element }] : [],
  );
  const [first] = ranges;
  if (first === undefined) return undefined;
  // Over an array, two ends may be met by two elements, unless one $elemMatch holds them together.
  const together = multikey ? ranges.filter(({ element }) => element === first.element && element !== 0) : ranges;
  return (together.length === 0 ? [first] : together).map(({ interval }) => interval).reduce(intersect);
}

/** The direction in which the index gives the order: its fields after those held to one point each. */
function orderOf(
  index: CollectionIndex,
  sort: readonly SortField[],
  held: number,
  several: boolean,
): 'forward' | 'backward' | undefined {
  if (sort.length === 0) return 'forward';
  if (several) return undefined;
  const fixed = new Set(index.fields.slice(0, held).map(({ path }) => path));
  const wanted = sort.filter(({ path }) => !fixed.has(path));
  const rest = index.fields.slice(held);
  if (wanted.length > rest.length) return undefined;
  let direction: 'forward' | 'backward' | undefined;
  for (const [i, { path, descending }] of wanted.entries()) {
    const field = rest[i];
    if (field?.path !== path || index.multikey.has(held + i)) return undefined;
    const needed = field.descending === descending ? 'forward' : 'backward';
    if (direction !== undefined && direction !== needed) return undefined;
    direction = needed;
  }
  return direction ?? 'forward';
}

/** A filter that is one `$or` is served by indexes if each of its clauses is. */
function orPlan(collection: Collection, filter: Document, sort: readonly SortField[]): Plan | undefined {
  const clauses: unknown = filter['$or'];
  if (!Array.isArray(clauses) || clauses.length === 0) return undefined;
  const rest = Object.fromEntries(Object.entries(filter).filter(([key]) => key !== '$or'));
  const branches = (clauses as Document[]).map((clause) => plan(collection, { $and: [rest, clause] }, []));
  if (branches.some(({ index, branches: inner }) => index === undefined && inner === undefined)) return undefined;
  return { index: undefined, intervals: [], backward: false, sorted: sort.length === 0, branches };
}
