import type { Connection, Model } from 'mongoose';
import type { VisitId } from '../visits/contract.ts';
import { defineModel, text } from '../store/defineModel.ts';
import type { EvidenceId } from './contract.ts';
import type { Photo } from './photo.ts';

const number = { type: Number, required: true } as const;
const photo = {
  _id: text,
  visitId: { ...text, index: true },
  sha256: text,
  bytes: number,
  mimeType: text,
  widthPx: number,
  heightPx: number,
  takenAtDeviceMs: number,
  receivedAtMs: number,
  recordingMs: Number,
  takenById: text,
  takenBy: text,
};

export class EvidenceStore {
  readonly #photos: Model<Photo>;

  constructor(connection: Connection) {
    this.#photos = defineModel<Photo>(connection, 'Photo', photo);
  }

  async ready(): Promise<void> {
    await this.#photos.init();
  }

  /** Rejects when there is a photo of this id already. */
  async add(photo: Photo): Promise<void> {
    await this.#photos.create(photo);
  }

  async photo(id: EvidenceId): Promise<Photo | null> {
    return this.#photos.findOne({ _id: id }).lean<Photo>();
  }

  /** In the order in which they were received. */
  async photosOf(visitId: VisitId): Promise<Photo[]> {
    return this.#photos.find({ visitId }).sort({ receivedAtMs: 1 }).lean<Photo[]>();
  }
}
