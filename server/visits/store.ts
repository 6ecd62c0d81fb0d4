import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { addOnce, defineModel, text } from '../store/defineModel.ts';
import type { GapStatement } from '../../recordings/contract.ts';
import type { HouseholdId } from '../cases/contract.ts';
import type { AccountId, OrganisationId } from '../people/contract.ts';
import { VISIT_STATES } from '../rules/contract.ts';
import { phaseOf } from './phases/contract.ts';
import type { VisitId } from './contract.ts';
import type { InkRecord } from './record/keepInk.ts';
import type { Visit } from './visit.ts';

const statementSchema = new Schema<GapStatement>(
  {
    gapId: text,
    explanation: text,
    explainedBy: text,
    explainedAtMs: { type: Number, required: true },
    ruling: { type: String, enum: ['accepted', 'rejected'] },
    ruledBy: String,
  },
  { _id: false },
);
const OPEN_STATES = VISIT_STATES.filter((state) => phaseOf(state) === 'planned' || phaseOf(state) === 'live');
const mixedList = { type: [Schema.Types.Mixed], default: [] } as const;
const visitDefinition = {
  _id: text,
  householdId: { ...text, index: true },
  organisationId: { ...text, index: true },
  townId: { ...text, index: true },
  investigatorIds: { type: [String], required: true, index: true },
  appointedAtMs: { type: Number, required: true, index: true },
  state: { ...text, enum: VISIT_STATES, index: true },
  facts: { type: Schema.Types.Mixed, required: true },
  step: { type: Number, required: true },
  doneActs: { type: [String], default: [] },
  startedAtMs: Number,
  begunOffline: Boolean,
  closedAtMs: Number,
  endedOffline: Boolean,
  sealedAtMs: Number,
  caseTold: Boolean,
  checks: mixedList,
  consents: mixedList,
  signatures: mixedList,
  presenceGaps: mixedList,
  signedDigest: String,
  recording: Schema.Types.Mixed,
  statements: { type: [statementSchema], default: [] },
};
const inkDefinition = {
  _id: text, visitId: { ...text, index: true }, strokes: text, png: text, strokesSha256: text, pngSha256: text,
};

export class VisitStore {
  readonly #visits: Model<Visit>;
  readonly #ink: Model<InkRecord>;

  constructor(connection: Connection) {
    this.#visits = defineModel<Visit>(connection, 'Visit', visitDefinition);
    this.#ink = defineModel<InkRecord>(connection, 'Ink', inkDefinition);
  }

  async ready(): Promise<void> {
    await Promise.all([this.#visits.init(), this.#ink.init()]);
  }

  /** Adds it unless there is one of this id. */
  async add(visit: Visit): Promise<void> {
    await addOnce(this.#visits, visit);
  }

  async visit(id: VisitId): Promise<Visit | null> {
    return this.#visits.findOne({ _id: id }).lean<Visit>();
  }

  async visits(ids: readonly VisitId[]): Promise<Visit[]> {
    return this.#visits.find({ _id: { $in: [...ids] } }).lean<Visit[]>();
  }

  /** Newest appointment first. */
  async list(filter: { organisationId?: OrganisationId; townId?: OrganisationId; investigatorIds?: AccountId }, limit: number): Promise<Visit[]> {
    return this.#visits.find(filter).sort({ appointedAtMs: -1 }).limit(limit).lean<Visit[]>();
  }

  /** Appointed from `fromMs` on and before `toMs`. */
  async appointedBetween(filter: { organisationId?: OrganisationId }, fromMs: number, toMs: number): Promise<Visit[]> {
    return this.#visits.find({ ...filter, appointedAtMs: { $gte: fromMs, $lt: toMs } }).lean<Visit[]>();
  }

  /** Oldest appointment first. */
  async ofHousehold(householdId: HouseholdId): Promise<Visit[]> {
    return this.#visits.find({ householdId }).sort({ appointedAtMs: 1 }).lean<Visit[]>();
  }

  /** Of an organisation: planned or under way. */
  async openOf(organisationId: OrganisationId): Promise<Pick<Visit, '_id' | 'investigatorIds'>[]> {
    return this.#visits.find({ organisationId, state: { $in: OPEN_STATES } }, { investigatorIds: 1 }).lean<Visit[]>();
  }

  async inStates(states: readonly Visit['state'][]): Promise<Visit[]> {
    return this.#visits.find({ state: { $in: [...states] } }).lean<Visit[]>();
  }

  /**
   * Writes the next step if, and only if, nobody has taken one since `before` was read.
   * @returns the visit as it is now, or null when someone else was first
   */
  async advance(before: Visit, change: Partial<Visit>): Promise<Visit | null> {
    return this.#visits
      .findOneAndUpdate({ _id: before._id, step: before.step }, { $set: { ...change, step: before.step + 1 } }, { returnDocument: 'after' })
      .lean<Visit>();
  }

  async keepRecording(id: VisitId, recording: NonNullable<Visit['recording']>): Promise<void> {
    await this.#visits.updateOne({ _id: id }, { $set: { recording } });
  }

  async keepCaseTold(id: VisitId): Promise<void> {
    await this.#visits.updateOne({ _id: id }, { $set: { caseTold: true } });
  }

  /** @returns null when this gap has no explanation to rule on */
  async ruleOnGap(id: VisitId, gapId: string, ruling: 'accepted' | 'rejected', ruledBy: string): Promise<Visit | null> {
    return this.#visits
      .findOneAndUpdate(
        { _id: id, 'statements.gapId': gapId },
        { $set: { 'statements.$.ruling': ruling, 'statements.$.ruledBy': ruledBy } },
        { returnDocument: 'after' },
      )
      .lean<Visit>();
  }

  /** Ids of the visits that were closed in this time, `toMs` exclusive. */
  async closedBetween(fromMs: number, toMs: number): Promise<VisitId[]> {
    const found = await this.#visits.find({ closedAtMs: { $gte: fromMs, $lt: toMs } }, { _id: 1 }).lean<Pick<Visit, '_id'>[]>();
    return found.map(({ _id }) => _id);
  }

  async addInk(ink: InkRecord): Promise<void> {
    await addOnce(this.#ink, ink);
  }

  async ink(visitId: VisitId, id: string): Promise<InkRecord | null> {
    return this.#ink.findOne({ _id: id, visitId }).lean<InkRecord>();
  }
}
