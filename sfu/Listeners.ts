import type { Log } from './contract.ts';

/** Those who want to hear of something. One that throws is logged and keeps nobody else from hearing. */
export class Listeners<Event> {
  readonly #log: Log;
  readonly #listeners = new Set<(event: Event) => void>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Returns the function that stops listening. */
  add(listener: (event: Event) => void): () => void {
    // A wrapper of its own lets the same function be added twice and removed once.
    const entry = (event: Event): void => listener(event);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  emit(event: Event): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(event);
      } catch (error) {
        this.#log.error({ err: error, event }, 'a listener of the SFU threw');
      }
    }
  }
}
