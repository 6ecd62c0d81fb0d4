/** Within this time the same person's next look at the same thing is the same look. */
const SAME_LOOK_MS = 5 * 60_000;
/** Looks remembered at most; beyond it the oldest counts anew, which writes one entry too many and never one too few. */
const MAX_REMEMBERED = 10_000;

/** Tells a new look from a page that refreshes itself, so that the trail says who looked and not how often a page asks. */
export class Looks {
  readonly #lastMs = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Has a look written into the trail unless it is the same as the one before. It counts as written when `write` resolves,
   * so that one that failed is tried again.
   * @param always a look that is never the same, e.g. a search
   */
  async once(accountId: string, what: string, write: () => Promise<unknown>, always = false): Promise<void> {
    if (!always && !this.isNew(accountId, what)) return;
    await write();
    this.written(accountId, what);
  }

  /** Whether this look still has to be written into the trail. */
  isNew(accountId: string, what: string): boolean {
    const lastMs = this.#lastMs.get(`${accountId} ${what}`);
    return lastMs === undefined || this.#now() - lastMs >= SAME_LOOK_MS;
  }

  /** The look is in the trail. */
  written(accountId: string, what: string): void {
    const key = `${accountId} ${what}`;
    this.#lastMs.delete(key);
    this.#lastMs.set(key, this.#now());
    const oldest = this.#lastMs.keys().next();
    if (this.#lastMs.size > MAX_REMEMBERED && !oldest.done) this.#lastMs.delete(oldest.value);
  }
}
