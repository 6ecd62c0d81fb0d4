import { setImmediate } from 'node:timers/promises';
import { StoreError } from './StoreError.ts';

/** A long command lets the others have their turn after this long. */
const TURN_MS = 8;

/** Shares the thread: a command asks between two batches whether to rest, and learns when its time is up. */
export class Pace {
  readonly #deadline: number;
  #turnEnds = performance.now() + TURN_MS;

  /** @param maxTimeMs the time after which the command fails; 0 for none */
  constructor(maxTimeMs: number) {
    this.#deadline = maxTimeMs === 0 ? Infinity : performance.now() + maxTimeMs;
  }

  /** @throws StoreError MaxTimeMSExpired */
  due(): boolean {
    const now = performance.now();
    if (now > this.#deadline) throw new StoreError('MaxTimeMSExpired', 'operation exceeded time limit');
    return now > this.#turnEnds;
  }

  async rest(): Promise<void> {
    await setImmediate();
    this.#turnEnds = performance.now() + TURN_MS;
  }
}
