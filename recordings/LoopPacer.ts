/**
 * How long packets may gather. Far below what the kernel keeps for a socket, and nobody waits for a recorder.
 */
const NAP_MS = 20;

/**
 * Lets packets gather while the process sleeps, so that one turn of the event loop takes many: what a network card
 * calls interrupt moderation. Without it every packet wakes the process, which costs more than handling it. An idle
 * process does not nap.
 */
export class LoopPacer {
  readonly #never = new Int32Array(new SharedArrayBuffer(4));
  #scheduled = false;

  /** Something came; after this turn of the loop there may be a nap. */
  busy(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      Atomics.wait(this.#never, 0, 0, NAP_MS);
    });
  }
}
