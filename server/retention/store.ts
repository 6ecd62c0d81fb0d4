import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { addOnce, defineModel, text } from '../store/defineModel.ts';
import type { VisitId } from '../visits/contract.ts';
import type { DestructionId, DestructionState } from './contract.ts';
import { DESTRUCTION_STATES } from './contract.ts';
import type { Destruction, Hold } from './retention.ts';

const number = { type: Number, required: true } as const;
const hold = { _id: text, reason: text, byId: text, by: text, atMs: number };
const destruction = {
  _id: text,
  visitId: { ...text, index: true },
  state: { ...text, enum: DESTRUCTION_STATES, index: true },
  reason: text,
  requestedById: text,
  requestedBy: text,
  requestedAtMs: number,
  confirmedById: String,
  confirmedBy: String,
  destroyedAtMs: Number,
  certificate: Schema.Types.Mixed,
};

export class RetentionStore {
  readonly #holds: Model<Hold>;
  readonly #destructions: Model<Destruction>;

  constructor(connection: Connection) {
    this.#holds = defineModel<Hold>(connection, 'Hold', hold);
    this.#destructions = defineModel<Destruction>(connection, 'Destruction', destruction);
  }

  async ready(): Promise<void> {
    await Promise.all([this.#holds.init(), this.#destructions.init()]);
  }

  async hold(visitId: VisitId): Promise<Hold | null> {
    return this.#holds.findOne({ _id: visitId }).lean<Hold>();
  }

  /** Places it unless there is one. */
  async placeHold(placed: Hold): Promise<void> {
    await addOnce(this.#holds, placed);
  }

  async liftHold(visitId: VisitId): Promise<void> {
    await this.#holds.deleteOne({ _id: visitId });
  }

  async add(requested: Destruction): Promise<void> {
    await this.#destructions.create(requested);
  }

  /** The newest of the visit that was not withdrawn. */
  async ofVisit(visitId: VisitId): Promise<Destruction | null> {
    return this.#destructions.findOne({ visitId, state: { $ne: 'withdrawn' } }).sort({ requestedAtMs: -1 }).lean<Destruction>();
  }

  async inState(state: DestructionState): Promise<Destruction[]> {
    return this.#destructions.find({ state }).sort({ requestedAtMs: 1 }).lean<Destruction[]>();
  }

  /** Moves it on if, and only if, it still is in `from`. */
  async transition(id: DestructionId, from: DestructionState, change: Partial<Destruction> & Pick<Destruction, 'state'>): Promise<Destruction | null> {
    return this.#destructions.findOneAndUpdate({ _id: id, state: from }, { $set: change }, { returnDocument: 'after' }).lean<Destruction>();
  }
}
