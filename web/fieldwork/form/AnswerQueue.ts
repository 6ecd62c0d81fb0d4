import type { AnswersReply, AnswerValue, FormView, SentAnswer } from '../../../server/forms/contract.ts';
import { deviceNow } from '../../kit/serverClock.ts';

/** Where answers wait on the device; a part of `DeviceStore`. */
export interface AnswerShelf {
  put(answer: SentAnswer): Promise<void>;
  remove(answerId: string): Promise<void>;
  list(): Promise<readonly SentAnswer[]>;
}

export interface AnswerQueueParts {
  readonly send: (answers: readonly SentAnswer[]) => Promise<AnswersReply>;
  /** Whether what was done before this answer is with the server; without it everything may go. */
  readonly mayGo?: (answer: SentAnswer) => Promise<boolean>;
  /** The server's sentence when it refused everything for good; undefined when trying again can help. */
  readonly refusalOf: (error: unknown) => string | undefined;
  /** Missing where the device has no safe place; then answers wait in memory. */
  readonly shelf?: AnswerShelf;
  readonly deviceId: string;
  readonly newId: () => string;
  readonly retryMs?: readonly number[];
}

export interface NewAnswer {
  readonly itemId: string;
  readonly value: AnswerValue;
  readonly basedOn: number;
  readonly reason?: string;
}

export interface Refusal {
  readonly answer: SentAnswer;
  readonly code: string;
  readonly message: string;
}

export interface AnswersOnTheirWay {
  /** Oldest first. */
  readonly pending: readonly SentAnswer[];
  /** By line; a new answer to the line takes its place. */
  readonly refused: Readonly<Record<string, Refusal>>;
}

const RETRY_MS = [800, 1600, 4000, 8000, 15_000] as const;
const BATCH = 50;
/** Held back by something else, it is tried again. */
const HELD_MS = 2_000;

/**
 * The answers of one visit from the finger to the server: kept on the device first, sent in the order they were given,
 * forgotten when the server has named their fate. One that is refused stays in sight until a person changes it.
 */
export class AnswerQueue {
  readonly #parts: AnswerQueueParts;
  readonly #listeners = new Set<() => void>();
  readonly #formListeners = new Set<(form: FormView) => void>();
  #state: AnswersOnTheirWay = { pending: [], refused: {} };
  #restored: Promise<void> | undefined;
  #busy = false;
  #closed = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: AnswerQueueParts) {
    this.#parts = parts;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** A new object with every change. */
  readonly state = (): AnswersOnTheirWay => this.#state;

  /** The form as the server answered last. */
  onForm(listener: (form: FormView) => void): () => void {
    this.#formListeners.add(listener);
    return () => this.#formListeners.delete(listener);
  }

  /** Takes up what an earlier page left here. Once, however often it is asked. */
  restore(): Promise<void> {
    this.#restored ??= this.#restore();
    return this.#restored;
  }

  async #restore(): Promise<void> {
    const left = (await this.#parts.shelf?.list()) ?? [];
    const known = new Set(this.#state.pending.map((one) => one.answerId));
    this.#set({ pending: [...left.filter((one) => !known.has(one.answerId)), ...this.#state.pending] });
    void this.#work();
  }

  write({ itemId, value, basedOn, reason }: NewAnswer): void {
    const answer: SentAnswer = {
      answerId: this.#parts.newId(), itemId, value, source: 'stated', basedOn, deviceId: this.#parts.deviceId, deviceAtMs: Math.round(deviceNow()),
      ...(reason !== undefined && { reason }),
    };
    const { [itemId]: refused, ...others } = this.#state.refused;
    if (refused) void this.#forget(refused.answer.answerId);
    this.#set({ pending: [...this.#state.pending, answer], refused: others });
    // It is sent even where the device can't keep it: the server is the safer place.
    void this.#parts.shelf?.put(answer).catch(() => undefined);
    void this.#work();
  }

  /** Tries at once: the network is back, or a person asked. */
  retry(): void {
    clearTimeout(this.#timer);
    void this.#work();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#listeners.clear();
    this.#formListeners.clear();
  }

  async #work(): Promise<void> {
    if (this.#busy || this.#closed) return;
    this.#busy = true;
    try {
      while (this.#state.pending.length > 0 && !this.#closed) {
        const some = await this.#free(this.#state.pending.slice(0, BATCH));
        if (some.length === 0) {
          this.#timer = setTimeout(() => void this.#work(), HELD_MS);
          return;
        }
        if (!(await this.#sendSome(some))) return;
      }
    } finally {
      this.#busy = false;
    }
  }

  /** Those at the head that nothing holds back. */
  async #free(some: readonly SentAnswer[]): Promise<readonly SentAnswer[]> {
    const { mayGo } = this.#parts;
    if (!mayGo) return some;
    for (const [place, answer] of some.entries()) if (!(await mayGo(answer))) return some.slice(0, place);
    return some;
  }

  /** @returns whether to go on now */
  async #sendSome(some: readonly SentAnswer[]): Promise<boolean> {
    try {
      const { outcomes, form } = await this.#parts.send(some);
      this.#failures = 0;
      const refusals = outcomes.flatMap(({ answerId, outcome, code = '', message = '' }) => {
        const answer = some.find((one) => one.answerId === answerId);
        return outcome === 'refused' && answer ? [{ answer, code, message }] : [];
      });
      for (const { answerId, outcome } of outcomes) if (outcome !== 'refused') void this.#forget(answerId);
      this.#settle(some, refusals);
      for (const listener of [...this.#formListeners]) listener(form);
      return true;
    } catch (error) {
      const message = this.#parts.refusalOf(error);
      if (message !== undefined) {
        this.#settle(some, some.map((answer) => ({ answer, code: '', message })));
        return true;
      }
      const waitMs = (this.#parts.retryMs ?? RETRY_MS)[Math.min(this.#failures, RETRY_MS.length - 1)] ?? 1000;
      this.#failures += 1;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#work(), waitMs);
      return false;
    }
  }

  #settle(some: readonly SentAnswer[], refusals: readonly Refusal[]): void {
    const gone = new Set(some.map((one) => one.answerId));
    const pending = this.#state.pending.filter((one) => !gone.has(one.answerId));
    // A newer answer to the same line is on its way: the old refusal says nothing any more.
    const still = refusals.filter(({ answer }) => !pending.some((one) => one.itemId === answer.itemId));
    this.#set({ pending, refused: { ...this.#state.refused, ...Object.fromEntries(still.map((one) => [one.answer.itemId, one])) } });
  }

  async #forget(answerId: string): Promise<void> {
    // Sent once more after a restart it changes nothing.
    await this.#parts.shelf?.remove(answerId).catch(() => undefined);
  }

  #set(change: Partial<AnswersOnTheirWay>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}
