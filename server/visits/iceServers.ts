import { createHmac } from 'node:crypto';
import type { IceServer } from './contract.ts';

/** A relay for phones whose network lets no media through directly. */
export interface TurnRelay {
  /** `turn:` and `turns:` addresses, e.g. `turns:relay.example:443?transport=tcp`. */
  readonly urls: readonly string[];
  /** Shared with the relay (coturn: `static-auth-secret`). It never leaves the server. */
  readonly secret: string;
}

/** Longer than any visit; what is overheard is of no use afterwards. */
const VALID_MS = 12 * 3_600_000;

/**
 * What a page may use on its way to the media, with a password that ends by itself (the TURN REST scheme,
 * draft-uberti-behave-turn-rest-00: the name carries the end, HMAC-SHA-1 of it is the password).
 */
export function iceServersFor(relay: TurnRelay | undefined, accountId: string, nowMs: number): readonly IceServer[] {
  if (!relay) return [];
  const username = `${Math.floor((nowMs + VALID_MS) / 1000)}:${accountId}`;
  return [{ urls: relay.urls, username, credential: createHmac('sha1', relay.secret).update(username).digest('base64') }];
}
