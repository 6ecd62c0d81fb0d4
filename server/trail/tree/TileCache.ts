import type { Hash } from '../proof/merkle.ts';
import { HASH_BYTES, nodeHash } from '../proof/merkle.ts';

/** Every node of a tile's subtree, row by row from its 256 hashes up to its root, each 32 bytes. */
export type TileNodes = Uint8Array;

/** 512 tiles with their nodes: 8 MiB. */
const MAX_TILES = 512;

/** Computes a tile's inner nodes, once for all the proofs that pass through it. */
export function nodesOfTile(hashes: Uint8Array, width: number): TileNodes {
  const nodes = new Uint8Array((2 * width - 1) * HASH_BYTES);
  nodes.set(hashes);
  let below = 0;
  let next = width;
  for (let row = width; row > 1; row /= 2) {
    for (let i = 0; i < row; i += 2) nodes.set(nodeHash(hashAt(nodes, below + i), hashAt(nodes, below + i + 1)), (next + i / 2) * HASH_BYTES);
    below = next;
    next += row / 2;
  }
  return nodes;
}

/** The node that spans 2^row of the tile's hashes, the `index`th in its row. */
export function nodeOfTile(nodes: TileNodes, width: number, row: number, index: number): Hash {
  // Rows before this one hold width · (1 + 1/2 + …) nodes.
  const before = 2 * width - 2 * (width >> row);
  return hashAt(nodes, before + index);
}

function hashAt(nodes: TileNodes, place: number): Hash {
  return nodes.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES);
}

/** The tiles used last, with their nodes. */
export class TileCache {
  readonly #tiles = new Map<string, TileNodes>();

  get(name: string): TileNodes | undefined {
    const nodes = this.#tiles.get(name);
    if (nodes) this.set(name, nodes);
    return nodes;
  }

  set(name: string, nodes: TileNodes): void {
    this.#tiles.delete(name);
    this.#tiles.set(name, nodes);
    const oldest = this.#tiles.keys().next();
    if (this.#tiles.size > MAX_TILES && !oldest.done) this.#tiles.delete(oldest.value);
  }
}
