import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { defineModel, text } from '../store/defineModel.ts';
import type { Calculation } from './contract.ts';

/** A computation as it was made; it never changes, and the next one has the next revision. */
export interface CalculationRecord {
  /** `caseId/revision` */
  readonly _id: string;
  readonly caseId: string;
  /** From 1. */
  readonly revision: number;
  /** False of every one but the case's newest. */
  readonly isNewest: boolean;
  readonly calculation: Calculation;
  /** The visit whose form it was computed from. */
  readonly visitId: string;
  readonly madeBy: { readonly id: string; readonly name: string };
  readonly madeAtMs: number;
}

const record = {
  _id: text,
  caseId: { ...text, index: true },
  revision: { type: Number, required: true },
  isNewest: { type: Boolean, required: true, index: true },
  calculation: { type: Schema.Types.Mixed, required: true },
  visitId: text,
  madeBy: { type: { _id: false, id: text, name: text }, required: true },
  madeAtMs: { type: Number, required: true },
};

export class CalculationStore {
  readonly #calculations: Model<CalculationRecord>;

  constructor(connection: Connection) {
    this.#calculations = defineModel<CalculationRecord>(connection, 'Calculation', record);
  }

  async ready(): Promise<void> {
    await this.#calculations.init();
  }

  /** Rejects when somebody else made this revision meanwhile. */
  async add(one: CalculationRecord): Promise<void> {
    await this.#calculations.create(one);
    await this.#calculations.updateMany({ caseId: one.caseId, revision: { $lt: one.revision } }, { $set: { isNewest: false } });
  }

  async newest(caseId: string): Promise<CalculationRecord | null> {
    return this.#calculations.findOne({ caseId }).sort({ revision: -1 }).lean<CalculationRecord>();
  }

  /** Oldest first. */
  async ofCase(caseId: string): Promise<CalculationRecord[]> {
    return this.#calculations.find({ caseId }).sort({ revision: 1 }).lean<CalculationRecord[]>();
  }

  /** The newest of every case. */
  async *everyNewest(): AsyncGenerator<CalculationRecord> {
    yield* this.#calculations.find({ isNewest: true }).lean<CalculationRecord[]>().cursor({ batchSize: 100 }) as AsyncIterable<CalculationRecord>;
  }
}
