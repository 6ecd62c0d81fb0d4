import type { Hash } from './merkle.ts';
import { EMPTY_ROOT, nodeHash } from './merkle.ts';

/** Computes the root over leaves that come one after the other, in memory of one hash a level. */
export class RootBuilder {
  /** Roots of perfect subtrees from the left, each larger than the next. */
  readonly #subtrees: { readonly level: number; readonly hash: Hash }[] = [];

  add(leaf: Hash): void {
    let level = 0;
    let hash = leaf;
    for (let left = this.#subtrees.at(-1); left?.level === level; left = this.#subtrees.at(-1)) {
      this.#subtrees.pop();
      hash = nodeHash(left.hash, hash);
      level += 1;
    }
    this.#subtrees.push({ level, hash });
  }

  root(): Hash {
    const [last, ...before] = this.#subtrees.map(({ hash }) => hash).reverse();
    return last === undefined ? EMPTY_ROOT : before.reduce((right, left) => nodeHash(left, right), last);
  }
}
