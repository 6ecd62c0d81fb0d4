import type { Connection, Model, QueryFilter } from 'mongoose';
import { Schema } from 'mongoose';
import type { AccountId, OrganisationId } from '../people/contract.ts';
import type { CaseState, Day } from '../rules/contract.ts';
import { CASE_STATES } from '../rules/contract.ts';
import { addOnce, defineModel, text } from '../store/defineModel.ts';
import type { AidKind, CaseDraft, HouseholdId } from './contract.ts';
import { AID_KINDS } from './contract.ts';
import type { Household } from './household.ts';
import type { Lookup } from './searchTokens.ts';

/** As it is kept: with what lists order by and searches find by. */
export interface StoredHousehold extends Household {
  /** When it was made and its id: unique, so that a page begins exactly where the one before ended. */
  readonly order: string;
  readonly tokens: readonly string[];
}

/** What an edit replaced; kept for ever, for the trail names only its digest. */
export interface CaseRevision {
  /** Case and revision. */
  readonly _id: string;
  readonly draft: CaseDraft;
  readonly by: AccountId;
  readonly atMs: number;
}

/** Whose cases; all of them when empty. */
export interface CaseScope {
  readonly townId?: string;
  readonly organisationId?: OrganisationId;
  readonly investigatorIds?: AccountId;
}

export interface CaseFilter extends CaseScope {
  readonly state?: CaseState;
  readonly caseType?: AidKind;
}

const number = { type: Number, required: true } as const;
const household = {
  _id: text,
  caseNumber: { ...text, unique: true },
  caseType: { ...text, enum: AID_KINDS },
  townId: text,
  villageId: text,
  organisationId: String,
  investigatorIds: { type: [String], required: true },
  conflictIds: { type: [String], default: undefined },
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
  order: text,
  tokens: { type: [String], required: true, index: true },
};
const revision = { _id: text, draft: { type: Schema.Types.Mixed, required: true }, by: text, atMs: number };

export function orderOf({ _id, createdAtMs }: Pick<Household, '_id' | 'createdAtMs'>): string {
  return `${String(createdAtMs).padStart(14, '0')}.${_id}`;
}

export class CaseStore {
  readonly #households: Model<StoredHousehold>;
  readonly #revisions: Model<CaseRevision>;

  constructor(connection: Connection) {
    this.#households = defineModel<StoredHousehold>(connection, 'Household', household);
    this.#revisions = defineModel<CaseRevision>(connection, 'CaseRevision', revision);
    // Every list is one of these read from one end, so that a page costs the same whichever it is.
    for (const scope of [{}, { townId: 1 }, { organisationId: 1 }] as const) {
      for (const rest of [{ order: -1 }, { state: 1, order: -1 }, { caseType: 1, order: -1 }, { dueOn: 1, order: -1 }] as const) {
        this.#households.schema.index({ ...scope, ...rest });
      }
    }
    this.#households.schema.index({ investigatorIds: 1, order: -1 });
    this.#households.schema.index({ importId: 1 }, { sparse: true });
  }

  async ready(): Promise<void> {
    await Promise.all([this.#households.init(), this.#revisions.init()]);
  }

  /** Adds it unless there is one of this id; rejects when the case number is another's. */
  async addHousehold(household: StoredHousehold): Promise<void> {
    await addOnce(this.#households, household);
  }

  /** Adds rows of an import, already parsed; rejects as a whole at the first whose case number is another's. */
  async addImported(households: readonly StoredHousehold[]): Promise<void> {
    await this.#households.collection.insertMany(households as unknown as Parameters<Model<StoredHousehold>['collection']['insertMany']>[0], { ordered: true });
  }

  async removeImported(importId: string): Promise<void> {
    await this.#households.deleteMany({ importId });
  }

  async idsOfImport(importId: string): Promise<string[]> {
    return (await this.#households.find({ importId }, { _id: 1 }).lean<Pick<StoredHousehold, '_id'>[]>()).map(({ _id }) => _id);
  }

  async household(id: HouseholdId): Promise<StoredHousehold | null> {
    return this.#households.findOne({ _id: id }).lean<StoredHousehold>();
  }

  async households(ids: readonly HouseholdId[]): Promise<Household[]> {
    return this.#households.find({ _id: { $in: [...ids] } }).lean<Household[]>();
  }

  /** Which of these case numbers are taken, by which case. */
  async byCaseNumbers(caseNumbers: readonly string[]): Promise<Pick<Household, '_id' | 'caseNumber' | 'importId'>[]> {
    return this.#households.find({ caseNumber: { $in: [...caseNumbers] } }, { caseNumber: 1, importId: 1 }).lean<Household[]>();
  }

  /** Which of these words some case has, e.g. digests of ID numbers. */
  async knownTokens(tokens: readonly string[], except?: HouseholdId): Promise<Set<string>> {
    const wanted = new Set(tokens);
    const found = await this.#households
      .find({ tokens: { $in: [...tokens] }, ...(except !== undefined && { _id: { $ne: except } }) }, { tokens: 1 })
      .lean<StoredHousehold[]>();
    return new Set(found.flatMap((one) => one.tokens.filter((token) => wanted.has(token))));
  }

  /** Newest first. @param before the `order` of the last one of the page before */
  async list(filter: CaseFilter, hiddenImports: readonly string[], before: string | undefined, limit: number): Promise<StoredHousehold[]> {
    return this.#households
      .find(visible({ ...filter, ...(before !== undefined && { order: { $lt: before } }) }, hiddenImports), { tokens: 0 })
      .sort({ order: -1 }).limit(limit).lean<StoredHousehold[]>();
  }

  /** Those whose day has passed, most overdue first. @param after the day and order of the last one of the page before */
  async listOverdue(filter: CaseFilter, today: Day, hiddenImports: readonly string[], after: { dueOn: string; order: string } | undefined, limit: number): Promise<StoredHousehold[]> {
    const read = (due: object, count: number): Promise<StoredHousehold[]> =>
      this.#households.find(visible({ ...filter, ...due }, hiddenImports), { tokens: 0 }).sort({ dueOn: 1, order: -1 }).limit(count).lean<StoredHousehold[]>().exec();
    if (!after) return read({ dueOn: { $lt: today } }, limit);
    // The rest of the day the page before ended in, then the days after it: two ranges an index can begin in.
    const sameDay = await read({ dueOn: after.dueOn, order: { $lt: after.order } }, limit);
    const later = sameDay.length < limit ? await read({ dueOn: { $gt: after.dueOn, $lt: today } }, limit - sameDay.length) : [];
    return [...sameDay, ...later];
  }

  /** Those that have such a word, in no order; at most `limit` for each of the lookups. */
  async find(lookups: readonly Lookup[], filter: CaseFilter & { readonly dueOn?: object }, hiddenImports: readonly string[], limit: number): Promise<StoredHousehold[]> {
    const found = await Promise.all(lookups.map((one) => {
      const tokens = 'word' in one ? one.word : { $elemMatch: { $gte: one.from, $lt: one.to } };
      return this.#households.find(visible({ ...filter, tokens }, hiddenImports), { tokens: 0 }).hint({ tokens: 1 }).limit(limit).lean<StoredHousehold[]>();
    }));
    return [...new Map(found.flat().map((one) => [one._id, one])).values()];
  }

  /**
   * Writes an edit over the revision it was made from, which is kept first.
   * @returns the case as it is now, or null when someone else changed it meanwhile
   */
  async change(id: HouseholdId, from: CaseRevision & { readonly revision: number }, change: Partial<StoredHousehold>, unset: readonly (keyof Household)[]): Promise<StoredHousehold | null> {
    const { revision: edited, ...kept } = from;
    await addOnce(this.#revisions, kept);
    return this.#households.findOneAndUpdate(
      { _id: id, revision: edited },
      { $set: { ...change, revision: edited + 1 }, ...(unset.length > 0 && { $unset: Object.fromEntries(unset.map((key) => [key, 1])) }) },
      { returnDocument: 'after' },
    ).lean<StoredHousehold>();
  }

  /** These people are to visit it; whoever had seen it until a seal sees it again. */
  async noteAssigned(id: HouseholdId, investigatorIds: readonly AccountId[]): Promise<void> {
    await this.#households.updateOne({ _id: id }, { $addToSet: { investigatorIds: { $each: [...investigatorIds] } }, $unset: { sealedAtMs: 1 } });
  }

  /** Somebody sent a visit back: whoever visits it no more sees it no more, and who declared a conflict is not offered it again. */
  async noteDeclined(id: HouseholdId, gone: readonly AccountId[], conflict: AccountId | undefined): Promise<void> {
    await this.#households.updateOne({ _id: id }, { $pull: { investigatorIds: { $in: [...gone] } }, ...(conflict !== undefined && { $addToSet: { conflictIds: conflict } }) });
  }

  async noteSealed(id: HouseholdId, sealedAtMs: number): Promise<void> {
    await this.#households.updateOne({ _id: id }, { $set: { sealedAtMs } });
  }

  /** What the procedure last said, kept here for lists. */
  async noteProcedure(id: HouseholdId, { state, dueOn, organisationId }: { readonly state: CaseState; readonly dueOn?: Day | undefined; readonly organisationId?: string | undefined }): Promise<void> {
    await this.#households.updateOne({ _id: id }, {
      $set: { state, ...(dueOn !== undefined && { dueOn }), ...(organisationId !== undefined && { organisationId }) },
      ...(dueOn === undefined && { $unset: { dueOn: 1 } }),
    });
  }
}

/** Rows of an import that is not committed are there for nobody. */
function visible(filter: object, hiddenImports: readonly string[]): QueryFilter<StoredHousehold> {
  return { ...filter, ...(hiddenImports.length > 0 && { importId: { $nin: [...hiddenImports] } }) };
}
