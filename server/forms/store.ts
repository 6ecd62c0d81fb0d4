import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { addOnce, defineModel, text } from '../store/defineModel.ts';
import type { AnswerRecord } from './answer.ts';

const number = { type: Number, required: true } as const;
const definition = {
  _id: text, visitId: text, itemId: text, revision: number, value: Schema.Types.Mixed, previous: Schema.Types.Mixed,
  source: text, reason: String, by: text, deviceId: text, deviceAtMs: number, atMs: number, basedOn: number,
};

/** Answers are only ever added; a change is a new revision. */
export class FormStore {
  readonly #answers: Model<AnswerRecord>;

  constructor(connection: Connection) {
    this.#answers = defineModel<AnswerRecord>(connection, 'Answer', definition);
    this.#answers.schema.index({ visitId: 1, itemId: 1, revision: 1 }, { unique: true });
  }

  async ready(): Promise<void> {
    await this.#answers.init();
  }

  /** Adds a revision unless this answer was kept before. */
  async add(answer: AnswerRecord): Promise<void> {
    await addOnce(this.#answers, answer);
  }

  async answer(id: string): Promise<AnswerRecord | null> {
    return this.#answers.findOne({ _id: id }).lean<AnswerRecord>();
  }

  /** Every revision of every line, by line and revision. */
  async ofVisit(visitId: string): Promise<AnswerRecord[]> {
    return this.#answers.find({ visitId }).sort({ visitId: 1, itemId: 1, revision: 1 }).lean<AnswerRecord[]>();
  }

  async ofLine(visitId: string, itemId: string): Promise<AnswerRecord[]> {
    return this.#answers.find({ visitId, itemId }).sort({ visitId: 1, itemId: 1, revision: 1 }).lean<AnswerRecord[]>();
  }
}
