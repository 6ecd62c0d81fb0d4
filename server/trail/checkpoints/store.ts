import type { Connection, Model } from 'mongoose';
import { defineModel, text } from '../../store/defineModel.ts';
import type { SignedCheckpoint } from '../contract.ts';
import { DUPLICATE_KEY, DURABLY } from '../durably.ts';

type CheckpointRecord = Omit<SignedCheckpoint, 'size'> & { readonly _id: number };

/** One witness's signature line under the checkpoint of this size. */
interface CosignatureRecord {
  /** `size/witness`. */
  readonly _id: string;
  readonly size: number;
  /** With its closing newline. */
  readonly line: string;
}

const checkpoint = { _id: { type: Number, required: true }, origin: text, rootHash: text, note: text, atMs: { type: Number, required: true } };
const cosignature = { _id: text, size: { type: Number, required: true, index: true }, line: text };

/** Every checkpoint that was ever signed, one a size, with what witnesses added to it. */
export class CheckpointStore {
  readonly #checkpoints: Model<CheckpointRecord>;
  readonly #cosignatures: Model<CosignatureRecord>;

  constructor(connection: Connection) {
    this.#checkpoints = defineModel<CheckpointRecord>(connection, 'TrailCheckpoint', checkpoint, { collection: 'trailCheckpoints' });
    this.#cosignatures = defineModel<CosignatureRecord>(connection, 'TrailCosignature', cosignature, { collection: 'trailCosignatures' });
  }

  async ready(): Promise<void> {
    await Promise.all([this.#checkpoints.init(), this.#cosignatures.init()]);
  }

  async newest(): Promise<SignedCheckpoint | undefined> {
    return this.#withCosignatures(await this.#checkpoints.findOne().sort({ _id: -1 }).lean<CheckpointRecord>());
  }

  /** The smallest of at least this size. */
  async firstOf(size: number): Promise<SignedCheckpoint | undefined> {
    return this.#withCosignatures(await this.#checkpoints.findOne({ _id: { $gte: size } }).sort({ _id: 1 }).lean<CheckpointRecord>());
  }

  /** @returns false when there is one of this size */
  async addDurably({ size, ...rest }: SignedCheckpoint): Promise<boolean> {
    return added(this.#checkpoints.collection.insertOne({ _id: size, ...rest } as unknown as Record<string, never>, { writeConcern: DURABLY }));
  }

  async addCosignature(size: number, witness: string, line: string): Promise<void> {
    await added(this.#cosignatures.collection.insertOne({ _id: `${size}/${witness}`, size, line } as unknown as Record<string, never>, { writeConcern: DURABLY }));
  }

  async #withCosignatures(found: CheckpointRecord | null): Promise<SignedCheckpoint | undefined> {
    if (!found) return undefined;
    const { _id: size, origin, rootHash, note, atMs } = found;
    const lines = await this.#cosignatures.find({ size }).sort({ _id: 1 }).lean<CosignatureRecord[]>();
    return { origin, size, rootHash, atMs, note: note + lines.map(({ line }) => line).join('') };
  }
}

async function added(insert: Promise<unknown>): Promise<boolean> {
  try {
    await insert;
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === DUPLICATE_KEY) return false;
    throw error;
  }
}
