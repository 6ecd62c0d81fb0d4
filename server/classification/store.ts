import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { addOnce, defineModel, text } from '../store/defineModel.ts';
import type { Need } from './contract.ts';

/** A need of a case, from the suggestion to the household's feedback. */
export interface NeedRecord {
  /** `caseId/key` */
  readonly _id: string;
  readonly caseId: string;
  readonly need: Need;
  /** Goes up with every act: two at once can't both win. */
  readonly revision: number;
}

const record = {
  _id: text,
  caseId: { ...text, index: true },
  need: { type: Schema.Types.Mixed, required: true },
  revision: { type: Number, required: true },
};

export class NeedStore {
  readonly #needs: Model<NeedRecord>;

  constructor(connection: Connection) {
    this.#needs = defineModel<NeedRecord>(connection, 'Need', record);
  }

  async ready(): Promise<void> {
    await this.#needs.init();
  }

  async ofCase(caseId: string): Promise<NeedRecord[]> {
    return this.#needs.find({ caseId }).sort({ _id: 1 }).lean<NeedRecord[]>();
  }

  async need(caseId: string, key: string): Promise<NeedRecord | null> {
    return this.#needs.findOne({ _id: `${caseId}/${key}` }).lean<NeedRecord>();
  }

  /** Adds it unless the same suggestion is there. */
  async add(one: NeedRecord): Promise<void> {
    await addOnce(this.#needs, one);
  }

  /** @returns whether it was moved; false when somebody acted on it meanwhile */
  async move(id: string, revision: number, need: Need): Promise<boolean> {
    const { modifiedCount } = await this.#needs.updateOne({ _id: id, revision }, { $set: { need, revision: revision + 1 } });
    return modifiedCount === 1;
  }

  /** How many needs are in each state, over all cases. */
  async countByState(): Promise<Readonly<Record<string, number>>> {
    const rows = await this.#needs.aggregate<{ _id: string; count: number }>([{ $group: { _id: '$need.state', count: { $sum: 1 } } }]);
    return Object.fromEntries(rows.map(({ _id, count }) => [_id, count]));
  }
}
