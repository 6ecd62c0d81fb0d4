import type { TrailEntry } from '../contract.ts';
import { leafOf } from '../proof/entry.ts';
import { TrailError } from '../proof/TrailError.ts';
import type { Tree } from './Tree.ts';

/** Entries read at once. */
const PAGE = 1_000;

/**
 * Brings the tree up to the log, with what this server has not written itself, or not since it started.
 * @param from reads entries from a place on, at most so many
 * @throws TrailError `trail.rewritten` when an entry is missing
 */
export async function catchUp(tree: Tree, from: (seq: number, limit: number) => Promise<readonly TrailEntry[]>): Promise<void> {
  for (;;) {
    const entries = await from(tree.size, PAGE);
    for (const entry of entries) {
      // While the page was read the tree may have grown by what was appended here.
      if (entry.seq > tree.size) throw new TrailError('trail.rewritten', `entry ${tree.size} is missing`);
      if (entry.seq === tree.size) tree.add(leafOf(entry));
    }
    if (entries.length < PAGE) return;
    await tree.save();
  }
}
