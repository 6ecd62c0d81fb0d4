import type { Connection, Model } from 'mongoose';
import { defineModel, text } from '../../store/defineModel.ts';
import type { AccountId } from '../../people/contract.ts';

const STATES = ['previewed', 'committing', 'committed'] as const;

/** A table that was handed in. Its rows exist for everybody from the moment that `state` is `committed`, all at once. */
export interface ImportRecord {
  readonly _id: string;
  readonly by: AccountId;
  readonly fileName: string;
  readonly sha256: string;
  readonly createdAtMs: number;
  readonly state: (typeof STATES)[number];
  /** When the commit under way began. */
  readonly sinceMs?: number;
  readonly cases: number;
  readonly members: number;
}

const number = { type: Number, required: true } as const;
const definition = {
  _id: text, by: text, fileName: text, sha256: text, createdAtMs: number,
  state: { ...text, enum: STATES, index: true }, sinceMs: Number, cases: number, members: number,
};

export class ImportStore {
  readonly #imports: Model<ImportRecord>;

  constructor(connection: Connection) {
    this.#imports = defineModel<ImportRecord>(connection, 'Import', definition);
  }

  async ready(): Promise<void> {
    await this.#imports.init();
  }

  async add(record: ImportRecord): Promise<void> {
    await this.#imports.create(record);
  }

  async import(id: string): Promise<ImportRecord | null> {
    return this.#imports.findOne({ _id: id }).lean<ImportRecord>();
  }

  async committing(): Promise<ImportRecord[]> {
    return this.#imports.find({ state: 'committing' }).lean<ImportRecord[]>();
  }

  /** @returns whether it was in `from`: only one of two can win */
  async move(id: string, from: ImportRecord['state'], change: Partial<ImportRecord>): Promise<boolean> {
    const { modifiedCount } = await this.#imports.updateOne({ _id: id, state: from }, { $set: change });
    return modifiedCount === 1;
  }
}
