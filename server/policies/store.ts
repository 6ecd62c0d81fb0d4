import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { addOnce, defineModel, text } from '../store/defineModel.ts';
import type { Day } from '../rules/contract.ts';
import type { Policy, PolicyKind } from './contract.ts';

/** One published version. Only its confirmation is ever added to it. */
export interface PolicyRecord {
  /** `kind/version` */
  readonly _id: string;
  readonly kind: PolicyKind;
  readonly version: string;
  readonly effectiveFrom: Day;
  readonly body: Policy;
  readonly publishedBy?: { readonly id: string; readonly name: string };
  readonly publishedAtMs?: number;
  readonly reason?: string;
  readonly confirmedBy?: { readonly id: string; readonly name: string };
  readonly confirmedAtMs?: number;
}

const person = { _id: false, id: text, name: text };
const policy = {
  _id: text,
  kind: text,
  version: text,
  effectiveFrom: text,
  body: { type: Schema.Types.Mixed, required: true },
  publishedBy: { type: person, required: false },
  publishedAtMs: Number,
  reason: String,
  confirmedBy: { type: person, required: false },
  confirmedAtMs: Number,
};

export class PolicyStore {
  readonly #policies: Model<PolicyRecord>;

  constructor(connection: Connection) {
    this.#policies = defineModel<PolicyRecord>(connection, 'Policy', policy);
    // Two officers can't publish for the same day: the second one is refused, whoever's server was faster.
    this.#policies.schema.index({ kind: 1, effectiveFrom: 1 }, { unique: true });
  }

  async ready(): Promise<void> {
    await this.#policies.init();
  }

  async history(kind: PolicyKind): Promise<PolicyRecord[]> {
    return this.#policies.find({ kind }).sort({ effectiveFrom: 1 }).lean<PolicyRecord[]>();
  }

  /** Adds what the platform comes with, unless it is there. */
  async addFirst(record: PolicyRecord): Promise<void> {
    await addOnce(this.#policies, record);
  }

  /** Rejects when the version or its day was taken meanwhile. */
  async add(record: PolicyRecord): Promise<void> {
    await this.#policies.create(record);
  }

  /** Adds the confirmation unless it has one. */
  async confirm(id: string, by: { readonly id: string; readonly name: string }, atMs: number): Promise<void> {
    await this.#policies.updateOne({ _id: id, confirmedBy: { $exists: false } }, { $set: { confirmedBy: by, confirmedAtMs: atMs } });
  }
}
