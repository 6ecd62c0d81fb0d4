import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { defineModel, text } from '../store/defineModel.ts';
import type { Day } from '../rules/contract.ts';
import type { DocumentContent, DocumentId, DocumentKind } from './contract.ts';
import { DOCUMENT_KINDS } from './contract.ts';

/** A document as it was issued; it never changes. */
export interface DocumentRecord {
  readonly _id: DocumentId;
  readonly kind: DocumentKind;
  readonly caseId: string;
  /** Year and place in the year's row of this kind; every version of a document shares them. */
  readonly year: number;
  readonly sequence: number;
  readonly version: number;
  readonly number: string;
  /** The content's title once more, for lists. */
  readonly title: string;
  readonly content: DocumentContent;
  /** SHA-256 of the content's canonical JSON: tells whether anything changed. */
  readonly contentSha256: string;
  /** SHA-256 of the PDF. */
  readonly sha256: string;
  readonly code: string;
  readonly issuedOn: Day;
  readonly issuedAtMs: number;
  readonly issuedBy: { readonly id: string; readonly name: string };
  /** Where the trail holds its hash. */
  readonly trailSeq: number;
}

/** The last number given out in a year's row. */
interface Row {
  readonly _id: string;
  readonly last: number;
}

const document = {
  _id: text,
  kind: { ...text, enum: DOCUMENT_KINDS },
  caseId: text,
  year: { type: Number, required: true },
  sequence: { type: Number, required: true },
  version: { type: Number, required: true },
  number: text,
  title: text,
  content: { type: Schema.Types.Mixed, required: true },
  contentSha256: text,
  sha256: text,
  code: { ...text, unique: true },
  issuedOn: text,
  issuedAtMs: { type: Number, required: true },
  issuedBy: { type: { _id: false, id: text, name: text }, required: true },
  trailSeq: { type: Number, required: true },
};

export class DocumentStore {
  readonly #documents: Model<DocumentRecord>;
  readonly #rows: Model<Row>;

  constructor(connection: Connection) {
    this.#documents = defineModel<DocumentRecord>(connection, 'Document', document);
    this.#documents.schema.index({ caseId: 1, kind: 1, version: 1 }, { unique: true });
    this.#documents.schema.index({ kind: 1, year: 1, sequence: 1, version: 1 }, { unique: true });
    this.#rows = defineModel<Row>(connection, 'DocumentRow', { _id: text, last: { type: Number, required: true } });
  }

  async ready(): Promise<void> {
    await Promise.all([this.#documents.init(), this.#rows.init()]);
  }

  /** Rejects when another one took the version, the number or the code first. */
  async add(record: DocumentRecord): Promise<void> {
    await this.#documents.create(record);
  }

  /** The next number of this row. Given out once; a crash before its document leaves a hole, never a double. */
  async nextSequence(kind: DocumentKind, year: number): Promise<number> {
    const row = await this.#rows
      .findOneAndUpdate({ _id: `${kind}/${year}` }, { $inc: { last: 1 } }, { upsert: true, returnDocument: 'after' })
      .lean<Row>();
    if (!row) throw new Error(`the row of ${kind} ${year} has no number`);
    return row.last;
  }

  async document(id: DocumentId): Promise<DocumentRecord | null> {
    return this.#documents.findOne({ _id: id }).lean<DocumentRecord>();
  }

  async byCode(code: string): Promise<DocumentRecord | null> {
    return this.#documents.findOne({ code }).lean<DocumentRecord>();
  }

  async newest(caseId: string, kind: DocumentKind): Promise<DocumentRecord | null> {
    return this.#documents.findOne({ caseId, kind }).sort({ version: -1 }).lean<DocumentRecord>();
  }

  /** Of every kind and version, newest first. */
  async ofCase(caseId: string): Promise<Omit<DocumentRecord, 'content'>[]> {
    return this.#documents.find({ caseId }, { content: 0 }).sort({ issuedAtMs: -1 }).lean<Omit<DocumentRecord, 'content'>[]>();
  }
}
