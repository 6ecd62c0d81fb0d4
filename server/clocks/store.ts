import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { addOnce, defineModel, text } from '../store/defineModel.ts';
import type { HolidayYear } from './contract.ts';

/** One arrangement of a year; a correction is the next revision, and earlier ones stay. */
export interface CalendarRecord {
  /** `year/revision` */
  readonly _id: string;
  readonly year: number;
  readonly revision: number;
  readonly body: HolidayYear;
  readonly editedBy?: { readonly id: string; readonly name: string };
  readonly editedAtMs?: number;
  readonly confirmedBy?: { readonly id: string; readonly name: string };
}

const person = { _id: false, id: text, name: text };
const calendar = {
  _id: text,
  year: { type: Number, required: true, index: true },
  revision: { type: Number, required: true },
  body: { type: Schema.Types.Mixed, required: true },
  editedBy: { type: person, required: false },
  editedAtMs: Number,
  confirmedBy: { type: person, required: false },
};

export class CalendarStore {
  readonly #years: Model<CalendarRecord>;

  constructor(connection: Connection) {
    this.#years = defineModel<CalendarRecord>(connection, 'CalendarYear', calendar);
  }

  async ready(): Promise<void> {
    await this.#years.init();
  }

  async addFirst(record: CalendarRecord): Promise<void> {
    await addOnce(this.#years, record);
  }

  /** Rejects when the revision was taken meanwhile. */
  async add(record: CalendarRecord): Promise<void> {
    await this.#years.create(record);
  }

  /** The newest revision of every year, oldest year first. */
  async newest(): Promise<CalendarRecord[]> {
    const all = await this.#years.find().sort({ year: 1, revision: 1 }).lean<CalendarRecord[]>();
    return all.filter((one, index) => all[index + 1]?.year !== one.year);
  }

  async confirm(id: string, by: { readonly id: string; readonly name: string }): Promise<void> {
    await this.#years.updateOne({ _id: id, confirmedBy: { $exists: false } }, { $set: { confirmedBy: by } });
  }
}
