import type { Log } from '../../../sfu/contract.ts';
import type { AccountId } from '../../people/contract.ts';
import type { VisitId } from '../contract.ts';

export interface PresenceParts {
  /** Puts on record that this person is gone from the visit since then. */
  readonly leave: (visitId: VisitId, accountId: AccountId, sinceMs: number) => Promise<void>;
  readonly log: Log;
  readonly now: () => number;
  /** A connection that is back within this time was never away. */
  readonly graceMs: number;
}

interface Place {
  readonly visitId: VisitId;
  readonly accountId: AccountId;
  readonly sockets: Set<string>;
  leaving?: NodeJS.Timeout | undefined;
}

/**
 * Which connections stand for an investigator's presence in a visit. Presence is a step of the visit's machine; this
 * only notices when the last connection behind it is gone for longer than the grace.
 */
export class Presence {
  readonly #parts: PresenceParts;
  readonly #places = new Map<string, Place>();

  constructor(parts: PresenceParts) {
    this.#parts = parts;
  }

  /** This connection stands for the person in the visit from now on. */
  enter(visitId: VisitId, accountId: AccountId, socketId: string): void {
    const place = this.#place(visitId, accountId);
    place.sockets.add(socketId);
    clearTimeout(place.leaving);
    place.leaving = undefined;
  }

  /** The person is present and no connection stands for it yet: after an act over HTTP, after a restart. */
  expect(visitId: VisitId, accountId: AccountId): void {
    const place = this.#place(visitId, accountId);
    if (place.sockets.size === 0) this.#leaveLater(place);
  }

  /** A connection is gone. */
  lost(socketId: string): void {
    for (const place of this.#places.values()) {
      if (place.sockets.delete(socketId) && place.sockets.size === 0) this.#leaveLater(place);
    }
  }

  /** Stops noticing. Idempotent. */
  close(): void {
    for (const place of this.#places.values()) clearTimeout(place.leaving);
    this.#places.clear();
  }

  #place(visitId: VisitId, accountId: AccountId): Place {
    const key = `${visitId} ${accountId}`;
    const known = this.#places.get(key) ?? { visitId, accountId, sockets: new Set<string>() };
    this.#places.set(key, known);
    return known;
  }

  #leaveLater(place: Place): void {
    const { visitId, accountId } = place;
    const sinceMs = this.#parts.now();
    clearTimeout(place.leaving);
    place.leaving = setTimeout(() => {
      this.#places.delete(`${visitId} ${accountId}`);
      this.#parts.leave(visitId, accountId, sinceMs).catch((error: unknown) => {
        this.#parts.log.error({ err: error, visitId, accountId }, 'that somebody left a visit is not on record');
      });
    }, this.#parts.graceMs);
    place.leaving.unref();
  }
}
