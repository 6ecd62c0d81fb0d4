import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { addOnce, defineModel, text } from '../store/defineModel.ts';
import type { AccountId, Contract, OrganisationId, Role } from './contract.ts';
import { ORGANISATION_KINDS, ROLES } from './contract.ts';
import type { OrganisationRecord, VillageRecord } from './organisation.ts';

export interface AccountRecord {
  readonly _id: AccountId;
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly organisationId: OrganisationId;
  /** Argon2id in PHC string form. */
  readonly passwordHash: string;
  /** Since when nobody signs in with it; accounts are never deleted, for the trail names them. */
  readonly disabledAtMs?: number;
}

/** A session with whoever stands behind it. */
export interface SignedIn {
  readonly expiresAt: Date;
  readonly account: AccountRecord;
  readonly organisation: OrganisationRecord | undefined;
}

/** A signed-in browser. Only the token's SHA-256 is kept, so that a copy of the store opens no session. */
export interface SessionRecord {
  readonly _id: string;
  readonly accountId: AccountId;
  readonly expiresAt: Date;
}

const contract = new Schema<Contract>({ number: text, startsOn: text, endsOn: text, townIds: { type: [String], required: true } }, { _id: false });
const organisation = { _id: text, name: text, kind: { ...text, enum: ORGANISATION_KINDS }, contract: { type: contract, required: false } };
const village = { _id: text, townId: { ...text, index: true }, name: text };
const account = {
  _id: text,
  username: { ...text, unique: true },
  name: text,
  role: { ...text, enum: ROLES },
  organisationId: { ...text, index: true },
  passwordHash: text,
  disabledAtMs: Number,
};
const session = {
  _id: text,
  accountId: { ...text, index: true },
  expiresAt: { type: Date, required: true, index: { expireAfterSeconds: 0 } },
};

export class PeopleStore {
  readonly #organisations: Model<OrganisationRecord>;
  readonly #villages: Model<VillageRecord>;
  readonly #accounts: Model<AccountRecord>;
  readonly #sessions: Model<SessionRecord>;

  constructor(connection: Connection) {
    this.#organisations = defineModel<OrganisationRecord>(connection, 'Organisation', organisation);
    this.#villages = defineModel<VillageRecord>(connection, 'Village', village);
    this.#accounts = defineModel<AccountRecord>(connection, 'Account', account);
    this.#sessions = defineModel<SessionRecord>(connection, 'Session', session);
  }

  /** Resolves once the indexes that the rules rest on exist. */
  async ready(): Promise<void> {
    await Promise.all([this.#organisations.init(), this.#villages.init(), this.#accounts.init(), this.#sessions.init()]);
  }

  /** Whether anybody has an account besides these. */
  async hasOthers(ids: readonly AccountId[]): Promise<boolean> {
    return (await this.#accounts.findOne({ _id: { $nin: [...ids] } }).lean()) !== null;
  }

  /** Adds it unless there is one of this id. */
  async addOrganisation(organisation: OrganisationRecord): Promise<void> {
    await addOnce(this.#organisations, organisation);
  }

  /** Adds it unless there is one of this id; rejects when the user name is taken. */
  async addAccount(account: AccountRecord): Promise<void> {
    await addOnce(this.#accounts, account);
  }

  async organisation(id: OrganisationId): Promise<OrganisationRecord | null> {
    return this.#organisations.findOne({ _id: id }).lean<OrganisationRecord>();
  }

  async organisations(ids: readonly OrganisationId[]): Promise<OrganisationRecord[]> {
    return this.#organisations.find({ _id: { $in: [...ids] } }).lean<OrganisationRecord[]>();
  }

  /** Every one of the district: its own office, the towns, the vendors. */
  async allOrganisations(): Promise<OrganisationRecord[]> {
    return this.#organisations.find().sort({ kind: 1, name: 1 }).lean<OrganisationRecord[]>();
  }

  async keepOrganisation({ _id, ...rest }: OrganisationRecord): Promise<void> {
    await this.#organisations.updateOne({ _id }, { $set: rest }, { runValidators: true });
  }

  /** Adds it unless there is one of this id. */
  async addVillage(village: VillageRecord): Promise<void> {
    await addOnce(this.#villages, village);
  }

  async allVillages(): Promise<VillageRecord[]> {
    return this.#villages.find().sort({ townId: 1, name: 1 }).lean<VillageRecord[]>();
  }

  async accountByUsername(username: string): Promise<AccountRecord | null> {
    return this.#accounts.findOne({ username }).lean<AccountRecord>();
  }

  async account(id: AccountId): Promise<AccountRecord | null> {
    return this.#accounts.findOne({ _id: id }).lean<AccountRecord>();
  }

  async accounts(ids: readonly AccountId[]): Promise<AccountRecord[]> {
    return this.#accounts.find({ _id: { $in: [...ids] } }).lean<AccountRecord[]>();
  }

  /** Everybody's of this organisation, or of the whole district; disabled ones too. */
  async accountsOf(organisationId: OrganisationId | undefined): Promise<AccountRecord[]> {
    return this.#accounts.find(organisationId === undefined ? {} : { organisationId }).sort({ organisationId: 1, username: 1 }).lean<AccountRecord[]>();
  }

  async investigatorsOf(organisationId: OrganisationId): Promise<AccountRecord[]> {
    return this.#accounts.find({ organisationId, role: 'investigator', disabledAtMs: { $exists: false } }).sort({ username: 1 }).lean<AccountRecord[]>();
  }

  /** @param atMs since when nobody signs in with it; without it the account works again */
  async setDisabled(id: AccountId, atMs: number | undefined): Promise<void> {
    await this.#accounts.updateOne({ _id: id }, atMs === undefined ? { $unset: { disabledAtMs: 1 } } : { $set: { disabledAtMs: atMs } });
  }

  async setPassword(id: AccountId, passwordHash: string): Promise<void> {
    await this.#accounts.updateOne({ _id: id }, { $set: { passwordHash } });
  }

  async removeSessionsOf(accountId: AccountId): Promise<void> {
    await this.#sessions.deleteMany({ accountId });
  }

  async addSession(session: SessionRecord): Promise<void> {
    await this.#sessions.create(session);
  }

  /** The session with its account and organisation, in one read: every request asks for all three. */
  async signedIn(tokenHash: string): Promise<SignedIn | undefined> {
    const [found] = await this.#sessions.aggregate<{ expiresAt: Date; account: AccountRecord[]; organisation: OrganisationRecord[] }>([
      { $match: { _id: tokenHash } },
      { $lookup: { from: this.#accounts.collection.name, localField: 'accountId', foreignField: '_id', as: 'account' } },
      { $lookup: { from: this.#organisations.collection.name, localField: 'account.organisationId', foreignField: '_id', as: 'organisation' } },
    ]);
    const [account] = found?.account ?? [];
    return found && account && { expiresAt: found.expiresAt, account, organisation: found.organisation[0] };
  }

  async extendSession(tokenHash: string, expiresAt: Date): Promise<void> {
    await this.#sessions.updateOne({ _id: tokenHash }, { $set: { expiresAt } });
  }

  async removeSession(tokenHash: string): Promise<void> {
    await this.#sessions.deleteOne({ _id: tokenHash });
  }
}
