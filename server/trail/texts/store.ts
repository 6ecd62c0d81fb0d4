import type { Connection, Model } from 'mongoose';
import { defineModel, text } from '../../store/defineModel.ts';
import type { Disclosure } from '../contract.ts';
import { DUPLICATE_KEY, DURABLY } from '../durably.ts';

/** The clear text behind one digest of the trail, and whose data it is. */
export interface PersonalText extends Disclosure {
  /** The digest in the entry. */
  readonly _id: string;
  readonly accountId?: string;
  readonly visitId?: string;
}

const personalText = {
  _id: text,
  name: text,
  salt: text,
  // A text may be empty, which Mongoose's `required` would refuse.
  text: { type: String },
  accountId: { type: String, index: true },
  visitId: { type: String, index: true },
};

/** Whose texts are meant: those of an account, or those of a visit. */
export type TextSubject = { readonly accountId: string } | { readonly visitId: string };

/** Texts that the trail refers to by digest. They, unlike the trail, can be forgotten. */
export class TextStore {
  readonly #texts: Model<PersonalText>;

  constructor(connection: Connection) {
    this.#texts = defineModel<PersonalText>(connection, 'TrailText', personalText, { collection: 'trailTexts' });
  }

  async ready(): Promise<void> {
    await this.#texts.init();
  }

  async addDurably(texts: readonly PersonalText[]): Promise<void> {
    try {
      await this.#texts.collection.insertMany([...texts] as unknown as Record<string, never>[], { ordered: false, writeConcern: DURABLY });
    } catch (error) {
      // Under one digest there is only one text: it was kept when the batch was tried before.
      if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
    }
  }

  /** By digest; those that were forgotten are missing. */
  async byDigest(digests: readonly string[]): Promise<Map<string, Disclosure>> {
    const found = await this.#texts.find({ _id: { $in: [...digests] } }).lean<PersonalText[]>();
    return new Map(found.map(({ _id, name, salt, text: clear }) => [_id, { name, salt, text: clear }]));
  }

  async count(subject: TextSubject): Promise<number> {
    return this.#texts.countDocuments(subject);
  }

  /** For ever. The digests stay in the trail and say that there was a text. */
  async forget(subject: TextSubject): Promise<void> {
    await this.#texts.deleteMany(subject);
  }
}
