/** Who wants to know that something changed. */
export class Listeners {
  readonly #listeners = new Set<() => void>();

  /** Returns the function that stops listening; bound, as React's store hook wants it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
