import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { addOnce, defineModel, text } from '../store/defineModel.ts';
import type { VisitId } from '../visits/contract.ts';
import type { FlagId, FlagKind } from './contract.ts';
import { FLAG_KINDS, FLAG_RULINGS } from './contract.ts';
import type { Flag } from './flag.ts';

const number = { type: Number, required: true } as const;
const flag = {
  _id: text,
  visitId: { ...text, index: true },
  kind: { ...text, enum: FLAG_KINDS },
  atMs: number,
  raisedAtMs: number,
  subject: String,
  evidence: { type: Schema.Types.Mixed, required: true },
  ruling: { type: String, enum: FLAG_RULINGS },
  note: String,
  ruledById: String,
  ruledBy: String,
  ruledAtMs: Number,
};

export class FlagStore {
  readonly #flags: Model<Flag>;

  constructor(connection: Connection) {
    this.#flags = defineModel<Flag>(connection, 'Flag', flag);
  }

  async ready(): Promise<void> {
    await this.#flags.init();
  }

  /** Adds it unless there is one of this id. */
  async add(raised: Flag): Promise<void> {
    await addOnce(this.#flags, raised);
  }

  async flag(id: FlagId): Promise<Flag | null> {
    return this.#flags.findOne({ _id: id }).lean<Flag>();
  }

  /** The newest moment first. */
  async flagsOf(visitId: VisitId): Promise<Flag[]> {
    return this.#flags.find({ visitId }).sort({ atMs: -1 }).lean<Flag[]>();
  }

  /** The kinds of the flags that wait for a ruling, by visit; a visit without any is left out. */
  async unruledKinds(visitIds: readonly VisitId[]): Promise<Map<VisitId, FlagKind[]>> {
    const found = await this.#flags.find({ visitId: { $in: [...visitIds] }, ruling: { $exists: false } }).lean<Flag[]>();
    const kinds = new Map<VisitId, FlagKind[]>();
    for (const { visitId, kind } of found) kinds.set(visitId, [...(kinds.get(visitId) ?? []), kind]);
    return kinds;
  }

  async rule(id: FlagId, ruling: Pick<Flag, 'ruling' | 'note' | 'ruledById' | 'ruledBy' | 'ruledAtMs'>): Promise<Flag | null> {
    return this.#flags.findOneAndUpdate({ _id: id }, { $set: ruling }, { returnDocument: 'after' }).lean<Flag>();
  }
}
