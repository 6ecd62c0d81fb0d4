import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { AccountId } from '../people/contract.ts';
import type { CaseState, Day } from '../rules/contract.ts';
import { CASE_STATES } from '../rules/contract.ts';
import { addOnce, defineModel, text } from '../store/defineModel.ts';
import type { HouseholdId } from './contract.ts';
import { AID_KINDS } from './contract.ts';
import type { Household } from './household.ts';

const number = { type: Number, required: true } as const;
const household = {
  _id: text,
  caseNumber: { ...text, unique: true },
  caseType: { ...text, enum: AID_KINDS },
  townId: text,
  villageId: text,
  organisationId: String,
  investigatorIds: { type: [String], required: true },
  sealedAtMs: Number,
  applicantName: text,
  memberCount: { ...number, min: 0 },
  address: text,
  actualAddress: String,
  phone: text,
  // Parsed by `contract.ts` before they come here; a second schema of the same would only drift.
  members: { type: Schema.Types.Mixed, required: true },
  obligors: { type: Schema.Types.Mixed, required: true },
  home: Schema.Types.Mixed,
  povertyCauses: { type: [String], required: true },
  declaredIncomeFen: Number,
  debtFen: Number,
  note: String,
  state: { ...text, enum: CASE_STATES },
  dueOn: String,
  createdAtMs: number,
  changedAtMs: number,
  revision: number,
  importId: String,
};

export class CaseStore {
  readonly #households: Model<Household>;

  constructor(connection: Connection) {
    this.#households = defineModel<Household>(connection, 'Household', household);
  }

  async ready(): Promise<void> {
    await this.#households.init();
  }

  /** Adds it unless there is one of this id. */
  async addHousehold(household: Household): Promise<void> {
    await addOnce(this.#households, household);
  }

  async household(id: HouseholdId): Promise<Household | null> {
    return this.#households.findOne({ _id: id }).lean<Household>();
  }

  async households(ids: readonly HouseholdId[]): Promise<Household[]> {
    return this.#households.find({ _id: { $in: [...ids] } }).lean<Household[]>();
  }

  async noteAssigned(id: HouseholdId, investigatorIds: readonly AccountId[]): Promise<void> {
    await this.#households.updateOne({ _id: id }, { $addToSet: { investigatorIds: { $each: [...investigatorIds] } } });
  }

  /** What the procedure last said, kept here for lists. */
  async noteProcedure(id: HouseholdId, state: CaseState, dueOn: Day | undefined): Promise<void> {
    await this.#households.updateOne({ _id: id }, dueOn === undefined ? { $set: { state }, $unset: { dueOn: 1 } } : { $set: { state, dueOn } });
  }

  async newest(limit: number): Promise<Household[]> {
    return this.#households.find().sort({ caseNumber: 1 }).limit(limit).lean<Household[]>();
  }
}
