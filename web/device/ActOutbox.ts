import type { ActRequest } from '../../server/visits/contract.ts';

/** An act that was done here and is not with the server yet. */
export interface KeptAct {
  readonly visitId: string;
  readonly request: ActRequest;
}

export interface ActShelf {
  put(act: KeptAct): Promise<void>;
  remove(actId: string): Promise<void>;
  list(): Promise<readonly KeptAct[]>;
}

/** Why a visit's next act does not go: `waits` ends by itself, when another phone has told its part or a file has arrived. */
export interface Stuck {
  readonly message: string;
  readonly waits: boolean;
}

export interface ActOutboxParts {
  readonly send: (act: KeptAct) => Promise<void>;
  readonly shelf: ActShelf;
  /** Whether everything that has to be with the server before this act is there: answers, pictures, the announcement of media. */
  readonly ready: (act: KeptAct) => Promise<boolean>;
  /** What a refusal means; undefined when the server could not be reached. */
  readonly refusalOf: (error: unknown) => Stuck | undefined;
  readonly retryMs?: readonly number[];
}

const RETRY_MS = [500, 1_000, 2_000, 5_000] as const;

/**
 * What an investigator did without a network, from the tap to the server: kept on the device first, told in the order in
 * which it was done, one visit independent of another. An act that is refused holds back what came after it, because that
 * was done believing in it.
 */
export class ActOutbox {
  readonly #parts: ActOutboxParts;
  readonly #listeners = new Set<() => void>();
  readonly #restored: Promise<void>;
  #kept: readonly KeptAct[] = [];
  #stuck: Readonly<Record<string, Stuck>> = {};
  #working = false;
  #closed = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: ActOutboxParts) {
    this.#parts = parts;
    this.#restored = this.#restore();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Oldest first; a new array with every change. */
  readonly kept = (): readonly KeptAct[] => this.#kept;

  /** By visit. */
  readonly stuck = (): Readonly<Record<string, Stuck>> => this.#stuck;

  /** Of one visit, once it is known what an earlier page left. */
  async of(visitId: string): Promise<readonly KeptAct[]> {
    await this.#restored;
    return this.#kept.filter((act) => act.visitId === visitId);
  }

  /** On the disk when this resolves. */
  async add(act: KeptAct): Promise<void> {
    await this.#restored;
    await this.#parts.shelf.put(act);
    this.#set([...this.#kept, act]);
    this.poke();
  }

  /** Tries at once: the network is back, something else arrived, a person asked. */
  readonly poke = (): void => {
    clearTimeout(this.#timer);
    void this.#work();
  };

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #restore(): Promise<void> {
    this.#kept = await this.#parts.shelf.list().catch(() => []);
    this.#set(this.#kept);
    if (this.#kept.length > 0) this.#later();
  }

  async #work(): Promise<void> {
    await this.#restored;
    if (this.#working || this.#closed) return;
    this.#working = true;
    try {
      for (const visitId of new Set(this.#kept.map((act) => act.visitId))) await this.#workOn(visitId);
    } finally {
      this.#working = false;
    }
    if (this.#kept.length > 0) this.#later();
    else this.#failures = 0;
  }

  async #workOn(visitId: string): Promise<void> {
    for (let next = this.#next(visitId); next && !this.#closed; next = this.#next(visitId)) {
      try {
        if (!(await this.#parts.ready(next))) return;
        await this.#parts.send(next);
      } catch (error) {
        const stuck = this.#parts.refusalOf(error);
        if (stuck) this.#say(visitId, stuck);
        return;
      }
      this.#failures = 0;
      const { actId } = next.request;
      // Told again after a crash it is known by its id.
      await this.#parts.shelf.remove(actId).catch(() => undefined);
      this.#say(visitId, undefined);
      this.#set(this.#kept.filter(({ request }) => request.actId !== actId));
    }
  }

  #next(visitId: string): KeptAct | undefined {
    return this.#kept.find((act) => act.visitId === visitId);
  }

  #later(): void {
    if (this.#closed) return;
    const waitMs = (this.#parts.retryMs ?? RETRY_MS)[Math.min(this.#failures, RETRY_MS.length - 1)] ?? 1_000;
    this.#failures += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.poke, waitMs);
  }

  #say(visitId: string, stuck: Stuck | undefined): void {
    const { [visitId]: _, ...others } = this.#stuck;
    this.#stuck = stuck ? { ...others, [visitId]: stuck } : others;
    this.#set(this.#kept);
  }

  #set(kept: readonly KeptAct[]): void {
    this.#kept = [...kept];
    for (const listener of [...this.#listeners]) listener();
  }
}
