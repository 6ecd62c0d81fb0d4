import type { Connection, Model, QueryFilter } from 'mongoose';
import { Schema } from 'mongoose';
import { defineModel, text } from '../store/defineModel.ts';
import type { Act, TrailEntry, TrailFilter } from './contract.ts';
import { DUPLICATE_KEY, DURABLY } from './durably.ts';

type TrailRecord = Omit<TrailEntry, 'seq'> & { readonly _id: number };

const entry = {
  _id: { type: Number, required: true },
  atMs: { type: Number, required: true, index: true },
  deviceAtMs: { type: Number, required: false },
  act: { ...text, index: true },
  actor: { type: { _id: false, id: { ...text, index: true }, role: text, session: { type: String, required: false } }, required: false },
  object: { type: { _id: false, kind: text, id: text }, required: false },
  visitId: { type: String, index: true },
  details: { type: Schema.Types.Mixed, required: true },
  withheld: { type: Schema.Types.Mixed, required: false },
  prev: text,
  visitPrev: { type: String, required: false },
  hash: text,
};

/** Appends and reads. There is no other verb: nothing in the trail is changed or removed. */
export class TrailStore {
  readonly #entries: Model<TrailRecord>;

  constructor(connection: Connection) {
    this.#entries = defineModel<TrailRecord>(connection, 'TrailEntry', entry, { collection: 'trail' });
  }

  async ready(): Promise<void> {
    await this.#entries.init();
  }

  async head(): Promise<TrailEntry | undefined> {
    const newest = await this.#entries.findOne().sort({ _id: -1 }).lean<TrailRecord>();
    return newest ? toEntry(newest) : undefined;
  }

  /**
   * Appends consecutive entries, durably, before it resolves. Goes past Mongoose's documents: they were made
   * here, and the trail is on the path of every act.
   * @returns how many were appended, from the front: fewer than given when another process took a place first
   */
  async appendDurably(entries: readonly TrailEntry[]): Promise<number> {
    const records = entries.map(({ seq, ...rest }) => ({ _id: seq, ...rest }));
    try {
      await this.#entries.collection.insertMany(records as unknown as Record<string, never>[], { ordered: true, writeConcern: DURABLY });
      return entries.length;
    } catch (error) {
      const { code, insertedCount } = error as { code?: unknown; insertedCount?: number };
      if (code !== DUPLICATE_KEY || insertedCount === undefined) throw error;
      return insertedCount;
    }
  }

  /** Entries from `seq` on, at most `limit`, in their order. */
  async from(seq: number, limit: number): Promise<TrailEntry[]> {
    const found = await this.#entries.find({ _id: { $gte: seq } }).sort({ _id: 1 }).limit(limit).lean<TrailRecord[]>();
    return found.map(toEntry);
  }

  /** What a writer must know of the entries from `seq` on to go on behind them, at most `limit` of them. */
  async headsFrom(seq: number, limit: number): Promise<Pick<TrailEntry, 'seq' | 'hash' | 'visitId'>[]> {
    const found = await this.#entries.find({ _id: { $gte: seq } }, { hash: 1, visitId: 1 }).sort({ _id: 1 }).limit(limit).lean<TrailRecord[]>();
    return found.map(({ _id, hash, visitId }) => ({ seq: _id, hash, ...(visitId !== undefined && { visitId }) }));
  }

  async entry(seq: number): Promise<TrailEntry | undefined> {
    const found = await this.#entries.findOne({ _id: seq }).lean<TrailRecord>();
    return found ? toEntry(found) : undefined;
  }

  async ofVisit(visitId: string): Promise<TrailEntry[]> {
    const found = await this.#entries.find({ visitId }).sort({ _id: 1 }).lean<TrailRecord[]>();
    return found.map(toEntry);
  }

  /** `hash` of the visit's newest entry. */
  async visitHead(visitId: string): Promise<string | undefined> {
    const newest = await this.#entries.findOne({ visitId }, { hash: 1 }).sort({ _id: -1 }).lean<TrailRecord>();
    return newest?.hash;
  }

  /** Every entry of these acts among the first `size`, in their order. */
  async ofActs(acts: readonly Act[], size: number): Promise<TrailEntry[]> {
    const found = await this.#entries.find({ act: { $in: acts }, _id: { $lt: size } }).sort({ _id: 1 }).lean<TrailRecord[]>();
    return found.map(toEntry);
  }

  /** Newest first. */
  async page({ actorId, visitId, act, fromMs, toMs, before, limit }: TrailFilter): Promise<TrailEntry[]> {
    const filter = {
      ...(actorId !== undefined && { 'actor.id': actorId }),
      ...(visitId !== undefined && { visitId }),
      ...(act !== undefined && { act }),
      ...((fromMs !== undefined || toMs !== undefined) && {
        atMs: { ...(fromMs !== undefined && { $gte: fromMs }), ...(toMs !== undefined && { $lt: toMs }) },
      }),
      ...(before !== undefined && { _id: { $lt: before } }),
    };
    const found = await this.#entries.find(filter as QueryFilter<TrailRecord>).sort({ _id: -1 }).limit(limit).lean<TrailRecord[]>();
    return found.map(toEntry);
  }

  /** Entries of these acts in a time, newest first, at most `limit`. */
  async ofActsBetween(acts: readonly Act[], { actorId, visitId, fromMs, toMs }: Pick<TrailFilter, 'actorId' | 'visitId' | 'fromMs' | 'toMs'>, limit: number): Promise<TrailEntry[]> {
    const filter = {
      act: { $in: [...acts] },
      ...(actorId !== undefined && { 'actor.id': actorId }),
      ...(visitId !== undefined && { visitId }),
      atMs: { $gte: fromMs ?? 0, ...(toMs !== undefined && { $lt: toMs }) },
    };
    const found = await this.#entries.find(filter as QueryFilter<TrailRecord>).sort({ atMs: -1 }).limit(limit).lean<TrailRecord[]>();
    return found.map(toEntry);
  }

  /** Every entry from the first on. */
  async *all(): AsyncGenerator<TrailEntry> {
    for await (const found of this.#entries.find().sort({ _id: 1 }).lean<TrailRecord[]>().cursor({ batchSize: 1_000 })) {
      yield toEntry(found);
    }
  }
}

function toEntry({ _id, ...rest }: TrailRecord): TrailEntry {
  const { atMs, deviceAtMs, act, actor, object, visitId, details, withheld, prev, visitPrev, hash } = rest;
  return {
    seq: _id,
    atMs,
    ...(deviceAtMs !== undefined && { deviceAtMs }),
    act,
    ...(actor && { actor: { id: actor.id, role: actor.role, ...(actor.session !== undefined && { session: actor.session }) } }),
    ...(object && { object: { kind: object.kind, id: object.id } }),
    ...(visitId !== undefined && { visitId }),
    details,
    ...(withheld && { withheld }),
    prev,
    ...(visitPrev !== undefined && { visitPrev }),
    hash,
  };
}
