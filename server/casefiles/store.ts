import type { Connection, Model } from 'mongoose';
import { defineModel, text } from '../store/defineModel.ts';
import type { VisitId } from '../visits/contract.ts';
import type { CaseFile } from './caseFile.ts';
import type { CaseFileId } from './contract.ts';
import { CASE_FILE_STATES } from './contract.ts';

const number = { type: Number, required: true } as const;
const caseFile = {
  _id: text,
  visitId: { ...text, index: true },
  version: number,
  state: { ...text, enum: CASE_FILE_STATES, index: true },
  requestedById: text,
  requestedBy: text,
  organisation: { type: String },
  purpose: text,
  requestedAtMs: number,
  finishedAtMs: Number,
  bytes: Number,
  manifestSha256: String,
  checkpoint: String,
};

export class CaseFileStore {
  readonly #files: Model<CaseFile>;

  constructor(connection: Connection) {
    this.#files = defineModel<CaseFile>(connection, 'CaseFile', caseFile);
  }

  async ready(): Promise<void> {
    await this.#files.init();
  }

  async add(file: CaseFile): Promise<void> {
    await this.#files.create(file);
  }

  async file(id: CaseFileId): Promise<CaseFile | null> {
    return this.#files.findOne({ _id: id }).lean<CaseFile>();
  }

  /** Newest first. */
  async ofVisit(visitId: VisitId): Promise<CaseFile[]> {
    return this.#files.find({ visitId }).sort({ requestedAtMs: -1 }).lean<CaseFile[]>();
  }

  /** Oldest first. */
  async inState(state: CaseFile['state']): Promise<CaseFile[]> {
    return this.#files.find({ state }).sort({ requestedAtMs: 1 }).lean<CaseFile[]>();
  }

  /**
   * Moves it on if, and only if, it still is in `from`.
   * @returns it as it is now, or null when it was moved before
   */
  async transition(id: CaseFileId, from: CaseFile['state'], change: Partial<CaseFile> & Pick<CaseFile, 'state'>): Promise<CaseFile | null> {
    return this.#files.findOneAndUpdate({ _id: id, state: from }, { $set: change }, { returnDocument: 'after' }).lean<CaseFile>();
  }
}
