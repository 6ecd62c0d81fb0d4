import type { Connection, Model } from 'mongoose';
import { addOnce, defineModel, text } from '../store/defineModel.ts';
import type { AccountId, OrganisationId, Role } from './contract.ts';
import { ROLES } from './contract.ts';

export interface OrganisationRecord {
  readonly _id: OrganisationId;
  readonly name: string;
}

export interface AccountRecord {
  readonly _id: AccountId;
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly organisationId: OrganisationId;
  /** Argon2id in PHC string form. */
  readonly passwordHash: string;
}

/** A signed-in browser. Only the token's SHA-256 is kept, so that a copy of the store opens no session. */
export interface SessionRecord {
  readonly _id: string;
  readonly accountId: AccountId;
  readonly expiresAt: Date;
}

const organisation = { _id: text, name: text };
const account = {
  _id: text,
  username: { ...text, unique: true },
  name: text,
  role: { ...text, enum: ROLES },
  organisationId: { ...text, index: true },
  passwordHash: text,
};
const session = {
  _id: text,
  accountId: text,
  expiresAt: { type: Date, required: true, index: { expireAfterSeconds: 0 } },
};

export class PeopleStore {
  readonly #organisations: Model<OrganisationRecord>;
  readonly #accounts: Model<AccountRecord>;
  readonly #sessions: Model<SessionRecord>;

  constructor(connection: Connection) {
    this.#organisations = defineModel<OrganisationRecord>(connection, 'Organisation', organisation);
    this.#accounts = defineModel<AccountRecord>(connection, 'Account', account);
    this.#sessions = defineModel<SessionRecord>(connection, 'Session', session);
  }

  /** Resolves once the indexes that the rules rest on exist. */
  async ready(): Promise<void> {
    await Promise.all([this.#organisations.init(), this.#accounts.init(), this.#sessions.init()]);
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

  async accountByUsername(username: string): Promise<AccountRecord | null> {
    return this.#accounts.findOne({ username }).lean<AccountRecord>();
  }

  async account(id: AccountId): Promise<AccountRecord | null> {
    return this.#accounts.findOne({ _id: id }).lean<AccountRecord>();
  }

  async accounts(ids: readonly AccountId[]): Promise<AccountRecord[]> {
    return this.#accounts.find({ _id: { $in: [...ids] } }).lean<AccountRecord[]>();
  }

  async investigatorsOf(organisationId: OrganisationId): Promise<AccountRecord[]> {
    return this.#accounts.find({ organisationId, role: 'investigator' }).sort({ username: 1 }).lean<AccountRecord[]>();
  }

  async addSession(session: SessionRecord): Promise<void> {
    await this.#sessions.create(session);
  }

  async session(tokenHash: string): Promise<SessionRecord | null> {
    return this.#sessions.findOne({ _id: tokenHash }).lean<SessionRecord>();
  }

  async extendSession(tokenHash: string, expiresAt: Date): Promise<void> {
    await this.#sessions.updateOne({ _id: tokenHash }, { $set: { expiresAt } });
  }

  async removeSession(tokenHash: string): Promise<void> {
    await this.#sessions.deleteOne({ _id: tokenHash });
  }
}
