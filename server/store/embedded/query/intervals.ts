import { KeyWriter } from '../bson/KeyWriter.ts';
import { rankOf } from '../bson/compare.ts';
import type { Constraint } from './constraints.ts';

/** Keys from `low` on and before `high`. */
export interface Interval {
  readonly low: Buffer;
  readonly high: Buffer;
}

const writer = new KeyWriter();
/** Above every continuation of a key: no rank and no complement of one is FF. */
const AFTER = Buffer.from([0xff]);

export const EVERYTHING: Interval = { low: Buffer.alloc(0), high: AFTER };

/** The encoded values that points stand for. What is missing is kept as null; an array is found by its first element too. */
export function pointKeys(values: readonly unknown[], descending: boolean): Buffer[] {
  const keys = new Map<string, Buffer>();
  for (const value of values) {
    for (const form of formsOf(value)) {
      const key = writer.value(form, descending).take();
      keys.set(key.toString('latin1'), key);
    }
  }
  return [...keys.values()].sort((a, b) => a.compare(b));
}

function formsOf(value: unknown): unknown[] {
  if (value === undefined) return [null];
  if (Array.isArray(value)) return [value, value.length === 0 ? undefined : value[0]];
  return [value];
}

/** The keys that a range may hold: within the value's own type, from or up to the value. */
export function rangeInterval(
  { operator, value }: Extract<Constraint, { kind: 'range' }>,
  descending: boolean,
): Interval {
  const key = writer.value(value).take();
  const rank = rankOf(value);
  const [first, past] = [Buffer.from([rank]), Buffer.from([rank + 1])];
  const after = Buffer.concat([key, AFTER]);
  const ascending = {
    $gt: { low: after, high: past },
    $gte: { low: key, high: past },
    $lt: { low: first, high: key },
    $lte: { low: first, high: after },
  }[operator];
  return descending ? mirrored(operator, key, rank) : ascending;
}

function mirrored(operator: '$gt' | '$gte' | '$lt' | '$lte', ascendingKey: Buffer, rank: number): Interval {
  const key = Buffer.from(ascendingKey.map((byte) => 0xff - byte));
  const [first, past] = [Buffer.from([0xff - rank]), Buffer.from([0xff - rank + 1])];
  const after = Buffer.concat([key, AFTER]);
  return {
    $gt: { low: first, high: key },
    $gte: { low: first, high: after },
    $lt: { low: after, high: past },
    $lte: { low: key, high: past },
  }[operator];
}

export function intersect(a: Interval, b: Interval): Interval {
  return { low: a.low.compare(b.low) >= 0 ? a.low : b.low, high: a.high.compare(b.high) <= 0 ? a.high : b.high };
}

/** The interval under a prefix of earlier fields. */
export function under(prefix: Buffer, { low, high }: Interval): Interval {
  return { low: Buffer.concat([prefix, low]), high: Buffer.concat([prefix, high]) };
}
