import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { addOnce, defineModel, text } from '../store/defineModel.ts';
import type { AccountId } from '../people/contract.ts';
import type { VisitId } from '../visits/contract.ts';
import { ITEM_KINDS, ITEM_STATES } from './contract.ts';
import type { ItemId, ItemKind, ItemState, SpotCheckView } from './contract.ts';
import type { Item } from './item.ts';

const number = { type: Number, required: true } as const;
const itemDefinition = {
  _id: text,
  visitId: { ...text, index: true },
  kind: { ...text, enum: ITEM_KINDS },
  byId: text,
  by: text,
  byRole: text,
  atMs: number,
  state: { ...text, enum: ITEM_STATES },
  text: String,
  control: String,
  value: Number,
  x: Number,
  y: Number,
  points: { type: Schema.Types.Mixed },
  deliveredAtMs: Number,
  answeredAtMs: Number,
  answeredById: String,
  answeredBy: String,
  evidenceId: String,
  reason: String,
  endedAtMs: Number,
};

/** Who has charge of a visit; its id is the visit's. */
export interface Lead {
  readonly _id: VisitId;
  readonly leadId: AccountId;
  readonly lead: string;
  readonly sinceMs: number;
}

/** One supervisor's marks for one visit. */
export interface Score {
  /** `visitId accountId` */
  readonly _id: string;
  readonly visitId: VisitId;
  readonly byId: AccountId;
  readonly by: string;
  readonly atMs: number;
  readonly marks: Readonly<Record<string, number>>;
  readonly note: string;
}

export type SpotCheck = Omit<SpotCheckView, 'id'> & { readonly _id: string; readonly byId: AccountId };

export class SupervisionStore {
  readonly #items: Model<Item>;
  readonly #leads: Model<Lead>;
  readonly #scores: Model<Score>;
  readonly #spotChecks: Model<SpotCheck>;

  constructor(connection: Connection) {
    this.#items = defineModel<Item>(connection, 'ExchangeItem', itemDefinition);
    this.#leads = defineModel<Lead>(connection, 'SupervisionLead', { _id: text, leadId: text, lead: text, sinceMs: number });
    this.#scores = defineModel<Score>(connection, 'VisitScore', {
      _id: text, visitId: { ...text, index: true }, byId: text, by: text, atMs: number,
      marks: { type: Schema.Types.Mixed, required: true }, note: String,
    });
    this.#spotChecks = defineModel<SpotCheck>(connection, 'SpotCheck', {
      _id: text, percent: number, fromMs: number, toMs: number, seed: text, candidates: { type: [String], required: true },
      picked: { type: [String], required: true }, byId: text, by: text, atMs: { ...number, index: true },
    });
  }

  async ready(): Promise<void> {
    await Promise.all([this.#items.init(), this.#leads.init(), this.#scores.init(), this.#spotChecks.init()]);
  }

  /** Adds it unless there is one of this id. */
  async addItem(item: Item): Promise<void> {
    await addOnce(this.#items, item);
  }

  async item(id: ItemId): Promise<Item | null> {
    return this.#items.findOne({ _id: id }).lean<Item>();
  }

  /** Oldest first. */
  async itemsOf(visitId: VisitId): Promise<Item[]> {
    return this.#items.find({ visitId }).sort({ atMs: 1 }).lean<Item[]>();
  }

  /** Those of a kind in any of these visits that nobody has answered. */
  async unanswered(kind: ItemKind, visitIds: readonly VisitId[]): Promise<Item[]> {
    return this.#items.find({ kind, visitId: { $in: [...visitIds] }, state: 'sent' }).lean<Item[]>();
  }

  /** The one of this kind that still lasts. */
  async lasting(visitId: VisitId, kind: ItemKind): Promise<Item | null> {
    return this.#items.findOne({ visitId, kind, endedAtMs: { $exists: false } }).lean<Item>();
  }

  /** @returns the item as it is now, or null when it was in none of these states any more */
  async answer(id: ItemId, from: readonly ItemState[], change: Partial<Item>): Promise<Item | null> {
    return this.#items.findOneAndUpdate({ _id: id, state: { $in: [...from] } }, { $set: change }, { returnDocument: 'after' }).lean<Item>();
  }

  /** @returns null when it had ended already */
  async end(id: ItemId, endedAtMs: number): Promise<Item | null> {
    return this.#items
      .findOneAndUpdate({ _id: id, endedAtMs: { $exists: false } }, { $set: { endedAtMs } }, { returnDocument: 'after' })
      .lean<Item>();
  }

  async lead(visitId: VisitId): Promise<Lead | null> {
    return this.#leads.findOne({ _id: visitId }).lean<Lead>();
  }

  async leadsOf(visitIds: readonly VisitId[]): Promise<Lead[]> {
    return this.#leads.find({ _id: { $in: [...visitIds] } }).lean<Lead[]>();
  }

  async takeLead({ _id, ...change }: Lead): Promise<void> {
    await this.#leads.updateOne({ _id }, { $set: change }, { upsert: true });
  }

  async score({ _id, ...change }: Score): Promise<void> {
    await this.#scores.updateOne({ _id }, { $set: change }, { upsert: true });
  }

  async scoresOf(visitId: VisitId): Promise<Score[]> {
    return this.#scores.find({ visitId }).sort({ atMs: 1 }).lean<Score[]>();
  }

  async addSpotCheck(check: SpotCheck): Promise<void> {
    await addOnce(this.#spotChecks, check);
  }

  async spotChecks(limit: number): Promise<SpotCheck[]> {
    return this.#spotChecks.find().sort({ atMs: -1 }).limit(limit).lean<SpotCheck[]>();
  }
}
