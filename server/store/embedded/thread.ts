import type { Address } from './wire/Listener.ts';

/** What the store's thread is started with. */
export interface StoreThreadData {
  readonly dataDir: string;
  readonly address: Address;
}

/** To the thread. */
export type ThreadMessage = { readonly kind: 'close' };

/** From the thread, once, when clients may connect. */
export interface ReadyMessage {
  readonly kind: 'ready';
  readonly port: number | undefined;
}
