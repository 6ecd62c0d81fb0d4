import type { Connection, Model } from 'mongoose';
import { defineModel } from '../../store/defineModel.ts';
import { DUPLICATE_KEY, DURABLY } from '../durably.ts';
import type { Hash } from '../proof/merkle.ts';

/** 256 neighbouring hashes of one level, and the root of the subtree over them. */
export interface Tile {
  /** Of tiles: the hashes of level 0 are the leaves', those of level 1 the roots of level 0's tiles. */
  readonly level: number;
  readonly index: number;
  /** 256 · 32 bytes. */
  readonly hashes: Uint8Array;
  readonly root: Hash;
}

interface TileRecord {
  readonly _id: number;
  readonly hashes: Buffer;
  readonly root: Buffer;
}

const tile = {
  _id: { type: Number, required: true },
  hashes: { type: Buffer, required: true },
  root: { type: Buffer, required: true },
};

/** Room for 2^40 tiles a level keeps a level's tiles together under one numeric key. */
const LEVEL_STRIDE = 2 ** 40;

/** Whole tiles, written once. They follow from the entries: a lost one could be made again. */
export class TileStore {
  readonly #tiles: Model<TileRecord>;

  constructor(connection: Connection) {
    this.#tiles = defineModel<TileRecord>(connection, 'TrailTile', tile, { collection: 'trailTiles' });
  }

  async ready(): Promise<void> {
    await this.#tiles.init();
  }

  /** How many tiles the level has; they are without holes because they are written in their order. */
  async count(level: number): Promise<number> {
    const last = await this.#tiles
      .findOne({ _id: { $gte: keyOf(level, 0), $lt: keyOf(level + 1, 0) } }, { _id: 1 })
      .sort({ _id: -1 })
      .lean<TileRecord>();
    return last ? last._id - keyOf(level, 0) + 1 : 0;
  }

  async hashes(level: number, index: number): Promise<Uint8Array | undefined> {
    const found = await this.#tiles.collection.findOne<TileRecord>({ _id: keyOf(level, index) as never }, { projection: { hashes: 1 } });
    return found ? bytesOf(found.hashes) : undefined;
  }

  /** Roots of the level's tiles from `from` up to but without `to`. */
  async roots(level: number, from: number, to: number): Promise<Hash[]> {
    const range = { _id: { $gte: keyOf(level, from), $lt: keyOf(level, to) } };
    const found = await this.#tiles.find(range, { root: 1 }).sort({ _id: 1 }).lean<TileRecord[]>();
    return found.map(({ root }) => bytesOf(root));
  }

  /** Adds tiles in this order. @returns how many, from the front: fewer than given when there is one already */
  async addInOrder(tiles: readonly Tile[]): Promise<number> {
    const records = tiles.map(({ level, index, hashes, root }) => ({
      _id: keyOf(level, index),
      hashes: Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength),
      root: Buffer.from(root.buffer, root.byteOffset, root.byteLength),
    }));
    try {
      await this.#tiles.collection.insertMany(records as unknown as Record<string, never>[], { ordered: true, writeConcern: DURABLY });
      return tiles.length;
    } catch (error) {
      const { code, insertedCount } = error as { code?: unknown; insertedCount?: number };
      if (code !== DUPLICATE_KEY || insertedCount === undefined) throw error;
      return insertedCount;
    }
  }
}

function keyOf(level: number, index: number): number {
  return level * LEVEL_STRIDE + index;
}

/** The driver gives binary data in a wrapper of its own, and within it as one of Node's buffers. */
function bytesOf(stored: Buffer | { readonly buffer: Uint8Array }): Uint8Array {
  const bytes = stored instanceof Uint8Array ? stored : stored.buffer;
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
