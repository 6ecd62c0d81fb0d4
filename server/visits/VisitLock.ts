/** Lets the acts on one visit follow each other, while different visits go on side by side. */
export class VisitLock {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Runs `act` after every earlier act on the same visit has ended, however it ended. */
  run<T>(visitId: string, act: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(visitId) ?? Promise.resolve();
    const result = before.then(act, act);
    const tail = result.then(
      () => undefined,
      () => undefined,
    );
    this.#tails.set(visitId, tail);
    void tail.then(() => {
      if (this.#tails.get(visitId) === tail) this.#tails.delete(visitId);
    });
    return result;
  }
}
