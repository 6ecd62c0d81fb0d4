import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { addOnce, defineModel, text } from '../store/defineModel.ts';
import type { AddInterview, ReportRemark, ReportSection, ReviewReport } from './contract.ts';

interface Person {
  readonly id: string;
  readonly name: string;
}

/** One version of a report. Its text never changes; that it was submitted and reviewed is added to it. */
export interface ReportRecord {
  /** `caseId/version` */
  readonly _id: string;
  readonly caseId: string;
  readonly version: number;
  readonly sections: readonly ReportSection[];
  readonly origin: 'generated' | 'edited';
  readonly by: Person;
  readonly atMs: number;
  readonly submitted?: { readonly by: Person; readonly atMs: number; readonly fewerInterviews?: string };
  readonly review?: { readonly outcome: ReviewReport['outcome']; readonly remarks: readonly ReportRemark[]; readonly by: Person; readonly atMs: number };
}

export interface InterviewRecord extends Omit<AddInterview, 'interviewId' | 'outOfHearing'> {
  readonly _id: string;
  readonly caseId: string;
  readonly heardBy: Person;
  readonly atMs: number;
}

const person = { _id: false, id: text, name: text };
const report = {
  _id: text,
  caseId: { ...text, index: true },
  version: { type: Number, required: true },
  sections: { type: Schema.Types.Mixed, required: true },
  origin: { ...text, enum: ['generated', 'edited'] },
  by: { type: person, required: true },
  atMs: { type: Number, required: true },
  submitted: { type: Schema.Types.Mixed, required: false },
  review: { type: Schema.Types.Mixed, required: false },
};
const interview = {
  _id: text,
  caseId: { ...text, index: true },
  neighbourName: text,
  relation: text,
  yearsKnown: { type: Number, required: true },
  statement: text,
  heardBy: { type: person, required: true },
  atMs: { type: Number, required: true },
};

export class ReportStore {
  readonly #reports: Model<ReportRecord>;
  readonly #interviews: Model<InterviewRecord>;

  constructor(connection: Connection) {
    this.#reports = defineModel<ReportRecord>(connection, 'Report', report);
    this.#interviews = defineModel<InterviewRecord>(connection, 'Interview', interview);
  }

  async ready(): Promise<void> {
    await Promise.all([this.#reports.init(), this.#interviews.init()]);
  }

  /** Rejects when somebody else wrote this version meanwhile. */
  async add(record: ReportRecord): Promise<void> {
    await this.#reports.create(record);
  }

  async report(caseId: string, version: number): Promise<ReportRecord | null> {
    return this.#reports.findOne({ _id: `${caseId}/${version}` }).lean<ReportRecord>();
  }

  async newest(caseId: string): Promise<ReportRecord | null> {
    return this.#reports.findOne({ caseId }).sort({ version: -1 }).lean<ReportRecord>();
  }

  /** The newest that was handed in for review. */
  async newestSubmitted(caseId: string): Promise<ReportRecord | null> {
    return this.#reports.findOne({ caseId, submitted: { $exists: true } }).sort({ version: -1 }).lean<ReportRecord>();
  }

  /** Without their text, newest first. */
  async versions(caseId: string): Promise<Omit<ReportRecord, 'sections'>[]> {
    return this.#reports.find({ caseId }, { sections: 0 }).sort({ version: -1 }).lean<Omit<ReportRecord, 'sections'>[]>();
  }

  async submit(id: string, submitted: NonNullable<ReportRecord['submitted']>): Promise<void> {
    await this.#reports.updateOne({ _id: id }, { $set: { submitted } });
  }

  async review(id: string, review: NonNullable<ReportRecord['review']>): Promise<void> {
    await this.#reports.updateOne({ _id: id }, { $set: { review } });
  }

  /** Adds it unless it is there. */
  async addInterview(record: InterviewRecord): Promise<void> {
    await addOnce(this.#interviews, record);
  }

  async interview(id: string): Promise<InterviewRecord | null> {
    return this.#interviews.findOne({ _id: id }).lean<InterviewRecord>();
  }

  /** Oldest first. */
  async interviewsOf(caseId: string): Promise<InterviewRecord[]> {
    return this.#interviews.find({ caseId }).sort({ atMs: 1 }).lean<InterviewRecord[]>();
  }
}
