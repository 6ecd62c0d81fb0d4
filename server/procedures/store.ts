import type { Connection, Model, QueryFilter } from 'mongoose';
import { Schema } from 'mongoose';
import { addOnce, defineModel, text } from '../store/defineModel.ts';
import type { Deadline } from '../clocks/contract.ts';
import type { CaseFacts } from '../rules/caseFacts.ts';
import type { CaseState, Day } from '../rules/contract.ts';
import { CASE_STATES } from '../rules/contract.ts';
import type { NextDue } from './contract.ts';

/** Where a case stands, what its rules look at, and its clocks. */
export interface ProcedureRecord {
  /** The case's id. */
  readonly _id: string;
  readonly townId: string;
  readonly state: CaseState;
  readonly facts: CaseFacts;
  /** Goes up with every act: two at once can't both win. */
  readonly revision: number;
  /** Every clock that has started, as it was computed then. */
  readonly deadlines: readonly Deadline[];
  /** The most urgent one that is not done; missing when none runs. */
  readonly next?: NextDue;
}

/** Written at a time, so that others' requests come in between. */
const HANDFUL = 250;

/** Whose cases: all of them when empty. */
export interface ProcedureScope {
  readonly townId?: string;
  readonly organisationId?: string;
  readonly investigatorId?: string;
}

const procedure = {
  _id: text,
  townId: text,
  state: { ...text, enum: CASE_STATES, index: true },
  facts: { type: Schema.Types.Mixed, required: true },
  revision: { type: Number, required: true },
  deadlines: { type: Schema.Types.Mixed, required: true },
  next: { type: Schema.Types.Mixed, required: false },
};

export class ProcedureStore {
  readonly #procedures: Model<ProcedureRecord>;

  constructor(connection: Connection) {
    this.#procedures = defineModel<ProcedureRecord>(connection, 'Procedure', procedure);
    // What is due first is asked for on everybody's first page, by town, by organisation and by investigator.
    for (const scope of ['townId', 'facts.vendorOrganisationId', 'facts.investigatorIds']) this.#procedures.schema.index({ [scope]: 1, state: 1 });
    this.#procedures.schema.index({ 'next.dueOn': 1 });
    this.#procedures.schema.index({ townId: 1, 'next.dueOn': 1 });
    this.#procedures.schema.index({ 'facts.vendorOrganisationId': 1, 'next.dueOn': 1 });
    this.#procedures.schema.index({ 'facts.investigatorIds': 1, 'next.dueOn': 1 });
  }

  async ready(): Promise<void> {
    await this.#procedures.init();
  }

  /** Adds it unless the case has one. */
  async add(record: ProcedureRecord): Promise<void> {
    await addOnce(this.#procedures, record);
  }

  /** Adds those of cases that have none; sent again it changes nothing. */
  async addMany(records: readonly ProcedureRecord[]): Promise<void> {
    const upserts = records.map(({ _id, ...rest }) => ({ updateOne: { filter: { _id }, update: { $setOnInsert: rest }, upsert: true } }));
    for (let i = 0; i < upserts.length; i += HANDFUL) {
      await this.#procedures.bulkWrite(upserts.slice(i, i + HANDFUL) as unknown as Parameters<Model<ProcedureRecord>['bulkWrite']>[0], { ordered: false });
    }
  }

  async procedure(caseId: string): Promise<ProcedureRecord | null> {
    return this.#procedures.findOne({ _id: caseId }).lean<ProcedureRecord>();
  }

  async procedures(caseIds: readonly string[]): Promise<ProcedureRecord[]> {
    return this.#procedures.find({ _id: { $in: [...caseIds] } }).lean<ProcedureRecord[]>();
  }

  /**
   * Moves it on if, and only if, nobody else did meanwhile.
   * @returns whether it was moved
   */
  async move({ _id, revision, next, ...change }: ProcedureRecord): Promise<boolean> {
    const update = { $set: { ...change, revision: revision + 1, ...(next && { next }) }, ...(!next && { $unset: { next: 1 } }) };
    const { modifiedCount } = await this.#procedures.updateOne({ _id, revision }, update);
    return modifiedCount === 1;
  }

  /** Cases with a clock that runs out on this day or before, the most urgent first. */
  async due(scope: ProcedureScope, upTo: Day, limit: number): Promise<ProcedureRecord[]> {
    return this.#procedures.find(filterOf(scope, { 'next.dueSoonFrom': { $lte: upTo } })).sort({ 'next.dueOn': 1 }).limit(limit).lean<ProcedureRecord[]>();
  }

  /** How many clocks are past their day, on it, and close to it. */
  async countDue(scope: ProcedureScope, today: Day): Promise<{ overdue: number; dueToday: number; dueSoon: number }> {
    const count = (due: object): Promise<number> => this.#procedures.countDocuments(filterOf(scope, due));
    const [overdue, dueToday, dueSoon] = await Promise.all([
      count({ 'next.dueOn': { $lt: today } }),
      count({ 'next.dueOn': today }),
      count({ 'next.dueOn': { $gt: today }, 'next.dueSoonFrom': { $lte: today } }),
    ]);
    return { overdue, dueToday, dueSoon };
  }

  /** @param upTo where counting stops: a page that says "100 or more" must not read a district for it */
  async countInStates(scope: ProcedureScope, states: readonly CaseState[], upTo: number): Promise<Readonly<Partial<Record<CaseState, number>>>> {
    const counts = await Promise.all(states.map(async (state) => [state, await this.#procedures.countDocuments(filterOf(scope, { state })).limit(upTo)] as const));
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  }

  async inState(scope: ProcedureScope, states: readonly CaseState[], limit: number): Promise<ProcedureRecord[]> {
    // What has a day comes before what has none, of which there may be thousands.
    const find = (isTimed: boolean): ReturnType<Model<ProcedureRecord>['find']> =>
      this.#procedures.find(filterOf(scope, { state: { $in: [...states] }, 'next.dueOn': { $exists: isTimed } }));
    const timed = await find(true).sort({ 'next.dueOn': 1 }).limit(limit).lean<ProcedureRecord[]>();
    return timed.length < limit ? [...timed, ...(await find(false).limit(limit - timed.length).lean<ProcedureRecord[]>())] : timed;
  }

  /** Every case in which a clock runs. */
  async *running(): AsyncGenerator<ProcedureRecord> {
    yield* this.#procedures.find({ next: { $exists: true } }).lean<ProcedureRecord[]>().cursor({ batchSize: 200 }) as AsyncIterable<ProcedureRecord>;
  }
}

function filterOf({ townId, organisationId, investigatorId }: ProcedureScope, due: object): QueryFilter<ProcedureRecord> {
  return {
    ...(townId !== undefined && { townId }),
    ...(organisationId !== undefined && { 'facts.vendorOrganisationId': organisationId }),
    ...(investigatorId !== undefined && { 'facts.investigatorIds': investigatorId }),
    ...due,
  };
}
