import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint, SignedCheckpoint } from '../contract.ts';
import { parseCheckpoint } from '../proof/checkpoint.ts';
import { isConsistent } from '../proof/consistency.ts';
import { parseNote } from '../proof/note.ts';
import { TrailError } from '../proof/TrailError.ts';
import type { ProveConsistency, Witness } from './Witness.ts';

/** Sizes in file names sort as numbers do. */
const SIZE_DIGITS = 16;

/**
 * Writes every checkpoint into a folder as `2026-11-24/0000000000001234.txt`: a share of another office, a
 * write-once disk, the outgoing folder of a mail gateway. Nothing there is ever overwritten, and nothing is
 * added that does not continue the newest one there.
 */
export class DirectoryWitness implements Witness {
  readonly name = 'directory';
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async accept(checkpoint: SignedCheckpoint, prove: ProveConsistency): Promise<string> {
    const newest = await this.#newest();
    if (newest && newest.size <= checkpoint.size) {
      if (!isConsistent(newest, checkpoint, await prove(newest.size, checkpoint.size))) {
        throw new TrailError('trail.rewritten', `the log of ${checkpoint.size} entries does not continue that of ${newest.size} in ${this.#folder}`);
      }
    }
    // Another server of this district may have been quicker with a larger one.
    if (!newest || newest.size < checkpoint.size) await this.#write(checkpoint);
    return '';
  }

  async #newest(): Promise<Checkpoint | undefined> {
    await mkdir(this.#folder, { recursive: true });
    for (const day of (await readdir(this.#folder)).filter((name) => /^\d{4}-\d\d-\d\d$/u.test(name)).sort().reverse()) {
      const file = (await readdir(join(this.#folder, day))).filter((name) => /^\d+\.txt$/u.test(name)).sort().at(-1);
      if (file !== undefined) return parseCheckpoint(parseNote(await readFile(join(this.#folder, day, file), 'utf8')).text);
    }
    return undefined;
  }

  async #write({ size, note, atMs }: SignedCheckpoint): Promise<void> {
    const day = join(this.#folder, new Date(atMs).toISOString().slice(0, 10));
    await mkdir(day, { recursive: true });
    let file;
    try {
      file = await open(join(day, `${String(size).padStart(SIZE_DIGITS, '0')}.txt`), 'wx', 0o444);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
      throw error;
    }
    try {
      await file.writeFile(note);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}
