import { setTimeout } from 'node:timers/promises';
import type { TrailEntry } from './contract.ts';
import type { Hash } from './proof/merkle.ts';
import type { Unchained } from './proof/entry.ts';
import { chain } from './proof/entry.ts';
import type { TrailStore } from './store.ts';
import type { PersonalText } from './texts/store.ts';

/** What is to be appended, with the texts that must be kept first. */
export interface Prepared {
  readonly entry: Unchained;
  readonly texts: readonly PersonalText[];
}

interface Waiting extends Prepared {
  readonly resolve: (entry: TrailEntry) => void;
  readonly reject: (reason: unknown) => void;
}

export interface AppenderParts {
  readonly store: Pick<TrailStore, 'headsFrom' | 'visitHead' | 'appendDurably'>;
  readonly keepTexts: (texts: readonly PersonalText[]) => Promise<void>;
  /** Called for each entry that is on disk, in the order of the log. */
  readonly onAppended: (entry: TrailEntry, leaf: Hash) => void;
}

/** At most this many entries in one write. */
const MAX_BATCH = 512;
/** Entries of others read at once. */
const PAGE = 1_000;
/** So long after another process took a place that we wanted we leave it room, at most so much after each write. */
const OTHERS_MS = 10_000;
const MAX_PAUSE_MS = 25;
/** Visits and texts remembered at most; what was used longest ago is asked for again. */
const MAX_REMEMBERED = 10_000;

/**
 * Queues appends and writes them in batches, so that many acts at once share one fsync; each resolves only when
 * its entry is on disk. The place of an entry is its unique key in the store: of two processes that append at
 * once, one is told that the place is taken, reads what the other wrote and goes on behind it.
 */
export class Appender {
  readonly #parts: AppenderParts;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #head: Pick<TrailEntry, 'seq' | 'hash'> | undefined;
  /** `hash` of each visit's newest entry up to `#head`. */
  readonly #visitHeads = new Map<string, string | undefined>();
  readonly #keptTexts = new Set<string>();
  #othersUntilMs = 0;

  /** @param head the log's newest entry; missing when there is none */
  constructor(parts: AppenderParts, head: TrailEntry | undefined) {
    this.#parts = parts;
    this.#head = head;
  }

  append(prepared: Prepared): Promise<TrailEntry> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...prepared, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** What was kept may have been deleted since. */
  forgetTexts(): void {
    this.#keptTexts.clear();
  }

  /** Waits for what is being written. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // The acts of one turn of the event loop go together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_BATCH);
      try {
        const startMs = performance.now();
        await this.#keepTexts(batch);
        // Where others append, our head is old; to ask is cheaper than to chain everything twice.
        if (startMs < this.#othersUntilMs) await this.#readOn();
        await this.#write(batch);
        // Who has just had the place has the shorter way to the next one. The others get half as long as this took.
        if (performance.now() < this.#othersUntilMs) await setTimeout(Math.min((performance.now() - startMs) / 2, MAX_PAUSE_MS));
      } catch (error) {
        for (const { reject } of batch) reject(error);
        // What is on disk is not known now; the next batch starts from what the store says.
        await this.#readOn().catch(() => undefined);
      }
    }
    // In the same step as the last look at the queue: whoever comes now begins anew.
    this.#running = undefined;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    let rest = batch;
    while (rest.length > 0) {
      await this.#learnVisitHeads(rest);
      const chained = this.#chain(rest);
      const written = await this.#parts.store.appendDurably(chained.map(({ entry }) => entry));
      chained.slice(0, written).forEach(({ entry, leaf }, i) => {
        this.#advance(entry);
        this.#parts.onAppended(entry, leaf);
        rest[i]?.resolve(entry);
      });
      if (written < chained.length) {
        this.#othersUntilMs = performance.now() + OTHERS_MS;
        await this.#readOn();
      }
      rest = rest.slice(written);
    }
  }

  #chain(batch: readonly Waiting[]): { entry: TrailEntry; leaf: Hash }[] {
    let head = this.#head;
    const visitHeads = new Map<string, string>();
    return batch.map(({ entry }) => {
      const { visitId } = entry;
      const visitHead = visitId === undefined ? undefined : visitHeads.get(visitId) ?? this.#visitHeads.get(visitId);
      const chained = chain({ head, visitHead }, entry);
      head = chained.entry;
      if (visitId !== undefined) visitHeads.set(visitId, chained.entry.hash);
      return chained;
    });
  }

  /** Texts are on disk before the entry that refers to them; a crash between leaves a text that nobody refers to. */
  async #keepTexts(batch: readonly Waiting[]): Promise<void> {
    const texts = new Map(batch.flatMap((waiting) => waiting.texts).filter(({ _id }) => !this.#keptTexts.has(_id)).map((text) => [text._id, text]));
    if (texts.size === 0) return;
    await this.#parts.keepTexts([...texts.values()]);
    if (this.#keptTexts.size > MAX_REMEMBERED) this.#keptTexts.clear();
    for (const digest of texts.keys()) this.#keptTexts.add(digest);
  }

  /**
   * Asks for the newest entries of visits that have not been met. Another process may have appended since our
   * head; then the place that we try is taken, and we come back here.
   */
  async #learnVisitHeads(batch: readonly Waiting[]): Promise<void> {
    if (this.#visitHeads.size > MAX_REMEMBERED) this.#visitHeads.clear();
    const unknown = new Set(batch.map(({ entry }) => entry.visitId).filter((id) => id !== undefined && !this.#visitHeads.has(id)) as string[]);
    await Promise.all([...unknown].map(async (visitId) => {
      this.#visitHeads.set(visitId, await this.#parts.store.visitHead(visitId));
    }));
  }

  /** Goes on to the head of the log, past what others have written. */
  async #readOn(): Promise<void> {
    for (;;) {
      const entries = await this.#parts.store.headsFrom(this.#head ? this.#head.seq + 1 : 0, PAGE);
      for (const entry of entries) this.#advance(entry);
      if (entries.length < PAGE) return;
    }
  }

  #advance({ seq, hash, visitId }: Pick<TrailEntry, 'seq' | 'hash' | 'visitId'>): void {
    this.#head = { seq, hash };
    if (visitId !== undefined && this.#visitHeads.has(visitId)) this.#visitHeads.set(visitId, hash);
  }
}
