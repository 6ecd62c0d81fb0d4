import type { Address } from './wire/Listener.ts';

/** What the store's thread is started with. */
export interface StoreThreadData {
  /** Absolute. */
  readonly dataDir: string;
  readonly address: Address;
  readonly expireEveryMs: number;
}

/** To the thread. */
export interface ThreadMessage {
  readonly kind: 'close';
}

/** From the thread, once, when clients may connect. */
export interface ReadyMessage {
  readonly kind: 'ready';
  /** The port of loopback, where it listens on one. */
  readonly port: number | undefined;
}
