import type { Connection, Model } from 'mongoose';
import { addOnce, defineModel, text } from '../store/defineModel.ts';
import type { HouseholdId } from './contract.ts';
import type { Household } from './household.ts';

const household = {
  _id: text,
  caseNumber: { ...text, unique: true },
  applicantName: text,
  address: text,
  phone: text,
  memberCount: { type: Number, required: true, min: 1 },
  caseType: { ...text, enum: ['dibao', 'dibaoMarginal', 'destitutePerson', 'temporaryAssistance'] },
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

  async newest(limit: number): Promise<Household[]> {
    return this.#households.find().sort({ caseNumber: 1 }).limit(limit).lean<Household[]>();
  }
}
