import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { defineModel, text } from '../store/defineModel.ts';
import type { TrailEntry } from './contract.ts';

type TrailRecord = Omit<TrailEntry, 'seq'> & { readonly _id: number };

const trailDefinition = {
  _id: { type: Number, required: true },
  atMs: { type: Number, required: true },
  act: text,
  actor: { type: { _id: false, id: text, name: text, role: text }, required: false },
  object: { type: { _id: false, kind: text, id: text }, required: false },
  visitId: { type: String, index: true },
  details: { type: Schema.Types.Mixed, required: true },
  prev: text,
  hash: text,
};

/** Mongo's code for a second document under one unique key. */
const DUPLICATE_KEY = 11_000;

/** Appends and reads. There is no other verb: nothing in the trail is changed or removed. */
export class TrailStore {
  readonly #entries: Model<TrailRecord>;

  constructor(connection: Connection) {
    this.#entries = defineModel<TrailRecord>(connection, 'TrailEntry', trailDefinition, { collection: 'trail' });
  }

  async ready(): Promise<void> {
    await this.#entries.init();
  }

  async head(): Promise<TrailEntry | undefined> {
    const newest = await this.#entries.findOne().sort({ _id: -1 }).lean<TrailRecord>();
    return newest ? toEntry(newest) : undefined;
  }

  /**
   * Appends consecutive entries, durably, before it resolves.
   * @returns how many were appended, from the front: fewer than given when another process took a place first
   */
  async appendDurably(entries: readonly TrailEntry[]): Promise<number> {
    try {
      await this.#entries.insertMany(entries.map(({ seq, ...rest }) => ({ _id: seq, ...rest })), { ordered: true });
      return entries.length;
    } catch (error) {
      const { code, insertedDocs } = error as { code?: unknown; insertedDocs?: readonly unknown[] };
      if (code !== DUPLICATE_KEY) throw error;
      return insertedDocs?.length ?? 0;
    }
  }

  async ofVisit(visitId: string): Promise<TrailEntry[]> {
    const found = await this.#entries.find({ visitId }).sort({ _id: 1 }).lean<TrailRecord[]>();
    return found.map(toEntry);
  }

  /** Every entry from the first on. */
  async *all(): AsyncGenerator<TrailEntry> {
    for await (const found of this.#entries.find().sort({ _id: 1 }).lean<TrailRecord[]>().cursor()) {
      yield toEntry(found as TrailRecord);
    }
  }
}

function toEntry({ _id, atMs, act, actor, object, visitId, details, prev, hash }: TrailRecord): TrailEntry {
  return {
    seq: _id,
    atMs,
    act,
    ...(actor && { actor: { id: actor.id, name: actor.name, role: actor.role } }),
    ...(object && { object: { kind: object.kind, id: object.id } }),
    ...(visitId !== undefined && { visitId }),
    details,
    prev,
    hash,
  };
}
