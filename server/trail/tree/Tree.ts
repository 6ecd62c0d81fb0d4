import { concatBytes } from '@noble/hashes/utils.js';
import { equalBytes } from '../proof/encoding.ts';
import type { Hash } from '../proof/merkle.ts';
import { HASH_BYTES, rootOf } from '../proof/merkle.ts';
import { TrailError } from '../proof/TrailError.ts';
import { consistencyRanges, inclusionRanges, rangeHash } from './proofPaths.ts';
import type { Tile, TileStore } from './store.ts';
import type { TileNodes } from './TileCache.ts';
import { nodeOfTile, nodesOfTile, TileCache } from './TileCache.ts';

/** Hashes in a tile, and the levels of the tree that it spans. */
export const TILE_WIDTH = 256;
const TILE_LEVELS = 8;
/** Nodes of the edge that are remembered; then they are computed again. */
const MAX_EDGE_NODES = 2_000;
/** Tiles in one write. */
const MAX_BATCH = 64;

/** A level's hashes that do not fill a tile yet, behind so many whole tiles. */
interface Edge {
  tiles: number;
  readonly hashes: Hash[];
}

/**
 * The Merkle tree over the log, kept as in transparency logs that serve tiles (c2sp.org/tlog-tiles): whole
 * tiles of 256 hashes in the store, the ragged right edge in memory. A proof reads a handful of tiles, at any
 * size of the log.
 */
export class Tree {
  readonly #store: TileStore;
  readonly #edges: Edge[] = [];
  readonly #unsaved = new Map<string, Tile>();
  readonly #cache = new TileCache();
  readonly #loading = new Map<string, Promise<TileNodes>>();
  /** Perfect subtrees within the edge never change, however the edge grows. */
  readonly #edgeNodes = new Map<string, Hash>();
  #saving: Promise<void> | undefined;

  private constructor(store: TileStore) {
    this.#store = store;
  }

  /** The tree over the entries whose tiles are whole in the store; the caller adds the leaves of the others. */
  static async create(store: TileStore): Promise<Tree> {
    const tree = new Tree(store);
    for (let level = 0, tiles = 1; tiles > 0; level++) {
      tiles = await store.count(level);
      tree.#edges.push({ tiles, hashes: [] });
    }
    // From the top, so that a tile which a crash kept from being written is completed with what is below it.
    for (let level = tree.#edges.length - 1; level > 0; level--) {
      const [above, below] = [tree.#edge(level), tree.#edge(level - 1)];
      const first = (above.tiles * TILE_WIDTH) + above.hashes.length;
      for (const root of await store.roots(level - 1, first, below.tiles)) tree.#push(level, root);
    }
    return tree;
  }

  /** Leaves in the tree. */
  get size(): number {
    const { tiles, hashes } = this.#edge(0);
    return tiles * TILE_WIDTH + hashes.length;
  }

  add(leaf: Hash): void {
    this.#push(0, leaf);
  }

  /**
   * Puts the whole tiles into the store. A tile that is there already was made by another process from the
   * same entries.
   * @throws TrailError `trail.rewritten` when it was made from others
   */
  async save(): Promise<void> {
    if (this.#unsaved.size > 0) this.#saving ??= this.#save();
    await this.#saving;
  }

  /** @throws TrailError `trail.outOfRange` */
  async root(size = this.size): Promise<Hash> {
    this.#check(size <= this.size);
    return rangeHash({ start: 0, end: size }, this.#subtree);
  }

  /** @throws TrailError `trail.outOfRange` */
  async inclusion(index: number, size: number): Promise<Hash[]> {
    this.#check(index < size && size <= this.size);
    return Promise.all(inclusionRanges(index, size).map((range) => rangeHash(range, this.#subtree)));
  }

  /** @throws TrailError `trail.outOfRange` */
  async consistency(from: number, to: number): Promise<Hash[]> {
    this.#check(from <= to && to <= this.size);
    return Promise.all(consistencyRanges(from, to).map((range) => rangeHash(range, this.#subtree)));
  }

  #check(holds: boolean): void {
    if (!holds) throw new TrailError('trail.outOfRange', `the log has ${this.size} entries`);
  }

  #edge(level: number): Edge {
    return (this.#edges[level] ??= { tiles: 0, hashes: [] });
  }

  #push(level: number, hash: Hash): void {
    const edge = this.#edge(level);
    edge.hashes.push(hash);
    if (edge.hashes.length < TILE_WIDTH) return;
    const hashes = edge.hashes.splice(0);
    const tile: Tile = { level, index: edge.tiles, hashes: concatBytes(...hashes), root: rootOf(hashes) };
    edge.tiles += 1;
    this.#unsaved.set(nameOf(level, tile.index), tile);
    this.#push(level + 1, tile.root);
  }

  async #save(): Promise<void> {
    try {
      while (this.#unsaved.size > 0) await this.#saveBatch([...this.#unsaved.values()].slice(0, MAX_BATCH));
    } finally {
      // In the same step as the last look at what is unsaved.
      this.#saving = undefined;
    }
  }

  async #saveBatch(batch: readonly Tile[]): Promise<void> {
    const added = await this.#store.addInOrder(batch);
    const there = batch[added];
    if (there) {
      const stored = await this.#store.hashes(there.level, there.index);
      if (!stored || !equalBytes(stored, there.hashes)) {
        throw new TrailError('trail.rewritten', `tile ${there.index} of level ${there.level} is stored with other hashes`);
      }
    }
    for (const { level, index } of batch.slice(0, added + 1)) this.#unsaved.delete(nameOf(level, index));
  }

  readonly #subtree = async (level: number, index: number): Promise<Hash> => {
    const tileLevel = Math.floor(level / TILE_LEVELS);
    const row = level % TILE_LEVELS;
    const perTile = TILE_WIDTH >> row;
    const tileIndex = Math.floor(index / perTile);
    const place = index % perTile;
    if (tileIndex >= this.#edge(tileLevel).tiles) return this.#edgeNode(tileLevel, row, place, nameOf(level, index));
    return nodeOfTile(await this.#nodes(tileLevel, tileIndex), TILE_WIDTH, row, place);
  };

  #edgeNode(tileLevel: number, row: number, place: number, name: string): Hash {
    const width = 2 ** row;
    const node = this.#edgeNodes.get(name) ?? rootOf(this.#edge(tileLevel).hashes.slice(place * width, (place + 1) * width));
    if (this.#edgeNodes.size > MAX_EDGE_NODES) this.#edgeNodes.clear();
    this.#edgeNodes.set(name, node);
    return node;
  }

  /** Several paths of one proof pass through the same tile; it is fetched for all of them at once. */
  async #nodes(level: number, index: number): Promise<TileNodes> {
    const name = nameOf(level, index);
    const known = this.#cache.get(name) ?? this.#loading.get(name);
    if (known) return known;
    const loading = this.#load(level, index, name).finally(() => this.#loading.delete(name));
    this.#loading.set(name, loading);
    return loading;
  }

  async #load(level: number, index: number, name: string): Promise<TileNodes> {
    const hashes = this.#unsaved.get(name)?.hashes ?? (await this.#store.hashes(level, index));
    if (hashes?.length !== TILE_WIDTH * HASH_BYTES) {
      throw new TrailError('trail.rewritten', `tile ${index} of level ${level} is not in the store`);
    }
    const nodes = nodesOfTile(hashes, TILE_WIDTH);
    this.#cache.set(name, nodes);
    return nodes;
  }
}

function nameOf(level: number, index: number): string {
  return `${level}/${index}`;
}
