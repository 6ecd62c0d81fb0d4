const WINDOW_MS = 15 * 60_000;
const MAX_FAILURES = 10;
/** Names remembered at most; the oldest is forgotten first, so that guessing names can't fill the memory. */
const MAX_NAMES = 10_000;

/** Slows down guessing: ten failures for one user name in fifteen minutes block that name for the rest of them. */
export class SignInThrottle {
  readonly #failures = new Map<string, { count: number; untilMs: number }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  isBlocked(username: string): boolean {
    const entry = this.#failures.get(username);
    return entry !== undefined && entry.untilMs > this.#now() && entry.count >= MAX_FAILURES;
  }

  failed(username: string): void {
    const now = this.#now();
    const before = this.#failures.get(username);
    const entry = before && before.untilMs > now ? before : { count: 0, untilMs: now + WINDOW_MS };
    entry.count += 1;
    this.#failures.delete(username);
    this.#failures.set(username, entry);
    const oldest = this.#failures.keys().next();
    if (this.#failures.size > MAX_NAMES && !oldest.done) this.#failures.delete(oldest.value);
  }

  succeeded(username: string): void {
    this.#failures.delete(username);
  }
}
