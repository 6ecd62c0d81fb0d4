import { CHAIN_START, JOURNAL_PATH } from './archiveFormat.ts';
import type { JournalEntry, LineEntry } from './archiveFormat.ts';
import type { ArchiveId } from './contract.ts';
import { parseJournal } from './journalLines.ts';
import { sha256Hex } from './nodeDigester.ts';
import { RecordingError } from './RecordingError.ts';
import type { DurableFile, Vault } from './Vault.ts';

/** How long to wait before trying again to write when the disk has no room. */
const RETRY_MS = 1_000;

export interface JournalOptions {
  /** The disk refused lines, or took them again after it had refused. Nothing is lost meanwhile: lines wait. */
  readonly onDisk: (ok: boolean) => void;
}

/**
 * The one list of what an archive holds, in the order in which it came to hold it. A file that no line names is
 * not part of the archive yet. Lines are written in groups: whoever appends while a group is on its way to the
 * disk shares the next one.
 */
export class Journal {
  readonly #file: DurableFile;
  readonly #options: JournalOptions;
  readonly #waiting: string[] = [];
  #seq: number;
  #head: string;
  #writing: Promise<void> | undefined;
  #closed = false;

  private constructor(file: DurableFile, seq: number, head: string, options: JournalOptions) {
    this.#file = file;
    this.#seq = seq;
    this.#head = head;
    this.#options = options;
  }

  /**
   * Begins the archive's journal, or continues the one that a crash left. `entries` is what it held.
   * Rejects with `journalBroken` when more than its last line is wrong: that was no crash.
   */
  static async open(
    vault: Vault, archiveId: ArchiveId, options: JournalOptions,
  ): Promise<{ journal: Journal; entries: readonly JournalEntry[] }> {
    if (!(await vault.has(archiveId, JOURNAL_PATH))) {
      const file = await vault.beginExclusive(archiveId, JOURNAL_PATH);
      return { journal: new Journal(file, 0, CHAIN_START, options), entries: [] };
    }
    const bytes = await vault.read(archiveId, JOURNAL_PATH);
    const parsed = parseJournal(bytes, sha256Hex);
    if (parsed.brokenBecause !== undefined && bytes.indexOf(0x0a, parsed.wholeBytes) !== -1) {
      throw new RecordingError('journalBroken', `the journal of ${archiveId} is broken: ${parsed.brokenBecause}`);
    }
    const file = await vault.continueTorn(archiveId, JOURNAL_PATH, parsed.wholeBytes);
    return { journal: new Journal(file, parsed.lines, parsed.head, options), entries: parsed.entries };
  }

  /** Resolves when the line is on the disk. The order of calls is the order of lines. */
  append(entry: LineEntry): Promise<void> {
    if (this.#closed) return Promise.reject(new RecordingError('archiveClosed', 'the journal is closed'));
    const line = JSON.stringify({ seq: this.#seq, prev: this.#head, entry });
    this.#seq += 1;
    this.#head = sha256Hex(Buffer.from(line));
    this.#waiting.push(`${line}\n`);
    // Only one group is on its way at a time; a second call joins the group after it.
    const current = this.#writing ?? Promise.resolve();
    const mine = this.#writing === undefined ? this.#writeWaiting() : current.then(() => this.#writeWaiting());
    this.#writing = mine;
    const done = (): void => { if (this.#writing === mine) this.#writing = undefined; };
    mine.then(done, done);
    return mine;
  }

  async #writeWaiting(): Promise<void> {
    if (this.#waiting.length === 0) return;
    // The microtask lets everything that happened in this turn of the loop share one fsync.
    await Promise.resolve();
    const group = this.#waiting.splice(0);
    const bytes = Buffer.from(group.join(''));
    for (let refused = false; ; refused = true) {
      try {
        await this.#file.appendDurably(bytes);
        if (refused) this.#options.onDisk(true);
        return;
      } catch (error) {
        if (!(error instanceof RecordingError) || error.code !== 'diskFull' || this.#closed) throw error;
        if (!refused) this.#options.onDisk(false);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  /** Writes what waits, once more if the disk is full, and lets go of the file. Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#writing?.catch(() => undefined);
    await this.#file.close();
  }
}
