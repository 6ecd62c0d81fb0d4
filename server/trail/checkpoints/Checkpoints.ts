import type { Log } from '../../../sfu/contract.ts';
import type { ConsistencyProof, SignedCheckpoint, TrailKey } from '../contract.ts';
import { formatCheckpoint } from '../proof/checkpoint.ts';
import { toBase64 } from '../proof/encoding.ts';
import { formatNote, parseVkey } from '../proof/note.ts';
import { TrailError } from '../proof/TrailError.ts';
import type { Tree } from '../tree/Tree.ts';
import type { KeyFolder } from './KeyFolder.ts';
import { signingKey } from './keysInLog.ts';
import type { CheckpointStore } from './store.ts';
import type { Witness } from './Witness.ts';

export interface CheckpointsParts {
  readonly origin: string;
  readonly tree: Tree;
  /** Brings the tree up to what is in the log. */
  readonly catchUp: () => Promise<void>;
  readonly store: CheckpointStore;
  readonly keys: KeyFolder;
  /** The keys recorded among the first `size` entries. */
  readonly keysAt: (size: number) => Promise<readonly TrailKey[]>;
  readonly witnesses: readonly Witness[];
  readonly log: Log;
  readonly now: () => number;
}

/** Signs the head of the log, keeps what it signed, and gives it to the witnesses. */
export class Checkpoints {
  readonly #parts: CheckpointsParts;
  /** The newest that was found to be continued by the tree. */
  #checked: SignedCheckpoint | undefined;
  #forWitnesses: SignedCheckpoint | undefined;
  #exporting: Promise<void> | undefined;

  constructor(parts: CheckpointsParts) {
    this.#parts = parts;
  }

  newest(): Promise<SignedCheckpoint | undefined> {
    return this.#parts.store.newest();
  }

  /**
   * A checkpoint over the whole log, durable before it is known to anybody; never one that contradicts an
   * earlier one (c2sp.org/tlog-checkpoint, "Signatures").
   * @throws TrailError `trail.rewritten`, `trail.keyMissing`
   */
  async make(): Promise<SignedCheckpoint> {
    const { tree, store, origin, now } = this.#parts;
    const newest = await store.newest();
    // Only now, so that what another server has just signed is in the tree.
    await this.#parts.catchUp();
    await tree.save();
    if (newest) await this.#check(newest);
    const { size } = tree;
    if (newest?.size === size) return newest;
    const rootHash = toBase64(await tree.root(size));
    const text = formatCheckpoint({ origin, size, rootHash });
    const { current } = signingKey(await this.#parts.keysAt(size));
    const signature = await this.#parts.keys.sign(text, parseVkey(current.vkey));
    const made: SignedCheckpoint = { origin, size, rootHash, note: formatNote({ text, signatures: [signature] }), atMs: now() };
    if (!(await store.addDurably(made))) {
      // Another server signed this size at the same moment.
      const there = await store.firstOf(size);
      if (there) await this.#check(there);
      return there ?? made;
    }
    this.#checked = made;
    this.#export(made);
    return made;
  }

  async prove(from: number, to: number): Promise<ConsistencyProof> {
    return { from, to, hashes: (await this.#parts.tree.consistency(from, to)).map(toBase64) };
  }

  /** Resolves when the witnesses have been asked about everything made so far. */
  async exported(): Promise<void> {
    await this.#exporting;
  }

  async #check(checkpoint: SignedCheckpoint): Promise<void> {
    if (this.#checked?.note === checkpoint.note) return;
    const { tree, origin } = this.#parts;
    const known = checkpoint.origin === origin && checkpoint.size <= tree.size
      && toBase64(await tree.root(checkpoint.size)) === checkpoint.rootHash;
    if (!known) {
      throw new TrailError('trail.rewritten', `the log of ${tree.size} entries does not continue the checkpoint of ${checkpoint.size}`);
    }
    this.#checked = checkpoint;
  }

  /** Witnesses are asked one checkpoint after the other; while they are slow, those in between are left out. */
  #export(checkpoint: SignedCheckpoint): void {
    if (this.#parts.witnesses.length === 0) return;
    this.#forWitnesses = checkpoint;
    this.#exporting ??= this.#exportAll();
  }

  async #exportAll(): Promise<void> {
    for (let next = this.#forWitnesses; next; next = this.#forWitnesses) {
      this.#forWitnesses = undefined;
      const checkpoint = next;
      await Promise.all(this.#parts.witnesses.map((witness) => this.#exportTo(witness, checkpoint)));
    }
    // In the same step as the last look at what is to be exported.
    this.#exporting = undefined;
  }

  async #exportTo(witness: Witness, checkpoint: SignedCheckpoint): Promise<void> {
    const { store, log } = this.#parts;
    try {
      const line = await witness.accept(checkpoint, (from, to) => this.prove(from, to));
      if (line !== '') await store.addCosignature(checkpoint.size, witness.name, line);
    } catch (error) {
      log.error({ err: error, witness: witness.name, size: checkpoint.size }, 'a witness did not take a checkpoint');
    }
  }
}
