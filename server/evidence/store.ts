import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { VisitId } from '../visits/contract.ts';
import { defineModel, text } from '../store/defineModel.ts';
import type { Description, EvidenceId } from './contract.ts';
import { EVIDENCE_KINDS } from './kinds/contract.ts';
import type { Evidence } from './evidence.ts';

const number = { type: Number, required: true } as const;
const item = {
  _id: text,
  visitId: { ...text, index: true },
  kind: { ...text, enum: EVIDENCE_KINDS },
  description: { type: Schema.Types.Mixed, required: true },
  requestId: String,
  sha256: { ...text, index: true },
  bytes: number,
  mimeType: text,
  widthPx: Number,
  heightPx: Number,
  durationMs: Number,
  takenAtDeviceMs: number,
  clockOffsetMs: Number,
  utcOffsetMin: Number,
  takenAtMs: number,
  receivedAtMs: number,
  recordingMs: Number,
  position: Schema.Types.Mixed,
  device: String,
  takenById: text,
  takenBy: text,
  duplicateOf: String,
  print: String,
  bands: { type: [Number], default: undefined, index: true },
  sm3: { type: String, index: true },
  exif: Schema.Types.Mixed,
  timestamp: Schema.Types.Mixed,
};

/** A picture that may be the same as another. */
export type Printed = Pick<Evidence, '_id' | 'visitId'> & { readonly print: string };

export class EvidenceStore {
  readonly #items: Model<Evidence>;

  constructor(connection: Connection) {
    this.#items = defineModel<Evidence>(connection, 'Evidence', item);
  }

  async ready(): Promise<void> {
    await this.#items.init();
  }

  /** Rejects when there is an item of this id already. */
  async add(evidence: Evidence): Promise<void> {
    await this.#items.create(evidence);
  }

  async item(id: EvidenceId): Promise<Evidence | null> {
    return this.#items.findOne({ _id: id }).lean<Evidence>();
  }

  /** In the order of their moments. */
  async itemsOf(visitId: VisitId): Promise<Evidence[]> {
    return this.#items.find({ visitId }).sort({ takenAtMs: 1, receivedAtMs: 1 }).lean<Evidence[]>();
  }

  /** Items with exactly these bytes, the oldest first. */
  async sameBytes(sha256: string): Promise<Pick<Evidence, '_id' | 'visitId'>[]> {
    return this.#items.find({ sha256 }, { visitId: 1 }).sort({ receivedAtMs: 1 }).limit(50).lean<Evidence[]>();
  }

  /** Pictures of other visits that share one of these keys. */
  async printedAlike(bands: readonly number[], visitId: VisitId): Promise<Printed[]> {
    return this.#items.find({ bands: { $in: [...bands] }, visitId: { $ne: visitId } }, { visitId: 1, print: 1 }).lean<Printed[]>();
  }

  async unsettled(): Promise<EvidenceId[]> {
    return (await this.#items.find({ sm3: { $exists: false } }, { _id: 1 }).lean<{ _id: EvidenceId }[]>()).map(({ _id }) => _id);
  }

  async settle(id: EvidenceId, found: Pick<Evidence, 'sm3' | 'exif' | 'timestamp'>): Promise<void> {
    await this.#items.updateOne({ _id: id }, { $set: found });
  }

  /** @returns the item as it is now, or null when there is none */
  async describe(id: EvidenceId, description: Description): Promise<Evidence | null> {
    return this.#items.findOneAndUpdate({ _id: id }, { $set: { description } }, { returnDocument: 'after' }).lean<Evidence>();
  }
}
