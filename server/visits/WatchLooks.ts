import type { AccountId } from '../people/contract.ts';
import type { Actor } from '../people/authenticate.ts';
import type { WatcherView } from './contract.ts';

/** A wall of many visits shows them in turn; whoever is back within this time never went away. */
const WALL_GRACE_MS = 60_000;

export interface WatchLooksParts {
  readonly now: () => number;
  /** Writes the look into the trail; when it rejects there is no look. */
  readonly joined: (actor: Actor) => Promise<unknown>;
  readonly left: (actor: Actor, durationMs: number) => Promise<void>;
  /** The list of those who watch is another now. */
  readonly changed: () => void;
}

interface Look {
  readonly actor: Actor;
  readonly sinceMs: number;
  readonly onRecord: Promise<unknown>;
  readonly pages: Set<string>;
  /** While a wall shows other visits. */
  ending?: NodeJS.Timeout | undefined;
  leftAtMs?: number;
}

/**
 * Who watches one visit: one look a person, from their first page to their last, so that two windows or a wall
 * that turns its pages are one line in the trail and one name on the phone, never a flood and never hidden.
 */
export class WatchLooks {
  readonly #parts: WatchLooksParts;
  readonly #looks = new Map<AccountId, Look>();

  constructor(parts: WatchLooksParts) {
    this.#parts = parts;
  }

  get views(): readonly WatcherView[] {
    return [...this.#looks.values()].map(({ actor, sinceMs }) => ({ accountId: actor.id, name: actor.name, sinceMs }));
  }

  /** Resolves once the look is on record. */
  async enter(actor: Actor, page: string): Promise<void> {
    const known = this.#looks.get(actor.id);
    if (known) {
      clearTimeout(known.ending);
      known.ending = undefined;
      known.pages.add(page);
      await known.onRecord;
      return;
    }
    const look: Look = { actor, sinceMs: this.#parts.now(), onRecord: this.#parts.joined(actor), pages: new Set([page]) };
    this.#looks.set(actor.id, look);
    try {
      await look.onRecord;
    } catch (error) {
      this.#looks.delete(actor.id);
      throw error;
    }
    this.#parts.changed();
  }

  /** @param wall keeps the name on the list for a while, as the picture will be back */
  async leave(actor: Actor, page: string, wall = false): Promise<void> {
    const look = this.#looks.get(actor.id);
    if (!look?.pages.delete(page) || look.pages.size > 0) return;
    look.leftAtMs = this.#parts.now();
    if (!wall) return this.#end(look);
    look.ending = setTimeout(() => void this.#end(look), WALL_GRACE_MS);
    look.ending.unref();
  }

  /** Ends every look at once. Idempotent. */
  async close(): Promise<void> {
    await Promise.all([...this.#looks.values()].map((look) => this.#end(look)));
  }

  async #end(look: Look): Promise<void> {
    clearTimeout(look.ending);
    if (this.#looks.get(look.actor.id) !== look) return;
    this.#looks.delete(look.actor.id);
    this.#parts.changed();
    await this.#parts.left(look.actor, (look.leftAtMs ?? this.#parts.now()) - look.sinceMs);
  }
}
