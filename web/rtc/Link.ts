import { isFinal, LiveError } from './LiveError.ts';

/** `connecting` was never up; `reconnecting` was; `ended` will not come back by itself. */
export type LinkState =
  | { readonly at: 'connecting' | 'live' | 'reconnecting' }
  | { readonly at: 'ended'; readonly error: LiveError | undefined };

/** What a link does to its room; each may fail, and failing means trying again. */
export interface LinkSteps {
  /**
   * Enters the room with a new transport and starts the media.
   * @returns whether media is to flow now; an empty room is reached without any
   */
  join(): Promise<{ readonly media: boolean }>;
  /** New ICE credentials for the transport that is there; media goes on (RFC 8445 §2.4). */
  restartIce(): Promise<void>;
  /** Lets go of the transport, without a word to the server. Must be safe at any time. */
  drop(): void;
}

export type TransportCondition = 'connected' | 'disconnected' | 'failed';

export interface LinkOptions {
  /** Waits before the first, second, … try; the last repeats. */
  readonly backoffMs?: readonly number[];
  /** A transport that lost its way often finds it again alone; after this long it is helped. */
  readonly patienceMs?: number;
  /** How long a restarted ICE may take before the room is entered anew. */
  readonly iceTimeoutMs?: number;
}

/**
 * Keeps one page in one room. It joins, notices when the transport or the socket breaks, repairs with an ICE
 * restart where that can work and by joining anew where it can't, and tries until it is closed or refused for
 * good. It knows nothing of WebRTC, so that its behaviour can be tested without it.
 */
export class Link {
  readonly #steps: LinkSteps;
  readonly #backoffMs: readonly number[];
  readonly #patienceMs: number;
  readonly #iceTimeoutMs: number;
  readonly #onState: (state: LinkState) => void;
  #state: LinkState = { at: 'connecting' };
  #lineUp = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts attempts; whatever an outdated attempt comes back with is ignored. */
  #attempt = 0;
  #joined = false;
  #everLive = false;
  /** Since the latest join. */
  #reachedOnce = false;

  constructor(steps: LinkSteps, onState: (state: LinkState) => void, options: LinkOptions = {}) {
    this.#steps = steps;
    this.#onState = onState;
    this.#backoffMs = options.backoffMs ?? [0, 500, 1000, 2000, 4000, 8000];
    this.#patienceMs = options.patienceMs ?? 2500;
    this.#iceTimeoutMs = options.iceTimeoutMs ?? 6000;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** The socket connected or was lost. The server forgets who was in the room with the socket, so joining is next. */
  lineChanged(up: boolean): void {
    if (this.#state.at === 'ended' || up === this.#lineUp) return;
    this.#lineUp = up;
    if (up) {
      this.#failures = 0;
      this.#rejoin();
    } else {
      // The media may still flow for a while: the transport is kept until joining anew replaces it.
      this.#cancel();
      this.#joined = false;
      this.#show(this.#everLive ? 'reconnecting' : 'connecting');
    }
  }

  transportChanged(condition: TransportCondition): void {
    if (!this.#joined) return;
    if (condition === 'connected') {
      this.#reached();
      return;
    }
    this.#show('reconnecting');
    this.#later(condition === 'failed' ? 0 : this.#patienceMs, () => void this.#restartIce());
  }

  /** The room is gone but the visit goes on (its media worker died). */
  roomLost(): void {
    if (this.#state.at === 'ended') return;
    this.#failures = 0;
    this.#rejoin();
  }

  /** Ends for good, with the reason to show if there is one. Idempotent. */
  end(error?: LiveError): void {
    if (this.#state.at === 'ended') return;
    this.#cancel();
    this.#joined = false;
    this.#steps.drop();
    this.#state = { at: 'ended', error };
    this.#onState(this.#state);
  }

  #rejoin(): void {
    this.#cancel();
    this.#joined = false;
    this.#show(this.#everLive ? 'reconnecting' : 'connecting');
    const waitMs = this.#backoffMs[Math.min(this.#failures, this.#backoffMs.length - 1)] ?? 0;
    this.#later(waitMs, () => void this.#join());
  }

  async #join(): Promise<void> {
    if (!this.#lineUp) return;
    const attempt = ++this.#attempt;
    this.#steps.drop();
    this.#joined = true;
    this.#reachedOnce = false;
    try {
      const { media } = await this.#steps.join();
      if (attempt !== this.#attempt || this.#reachedOnce) return;
      if (!media) this.#reached();
      else this.#later(this.#iceTimeoutMs, () => { this.#failed(new LiveError('network')); });
    } catch (error) {
      if (attempt === this.#attempt) this.#failed(error);
    }
  }

  #reached(): void {
    clearTimeout(this.#timer);
    this.#failures = 0;
    this.#everLive = true;
    this.#reachedOnce = true;
    this.#show('live');
  }

  async #restartIce(): Promise<void> {
    const attempt = ++this.#attempt;
    try {
      await this.#steps.restartIce();
      if (attempt === this.#attempt) this.#later(this.#iceTimeoutMs, () => { this.#failed(new LiveError('network')); });
    } catch (error) {
      if (attempt !== this.#attempt) return;
      // Nobody answers: the line is down, and the transport that is there is the first to find it up again.
      if (error instanceof LiveError && error.code === 'network') this.#later(this.#patienceMs, () => void this.#restartIce());
      else this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    if (this.#state.at === 'ended') return;
    if (isFinal(error)) {
      this.end(error);
      return;
    }
    this.#failures += 1;
    this.#rejoin();
  }

  #later(waitMs: number, act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, waitMs);
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#attempt += 1;
  }

  #show(at: 'connecting' | 'live' | 'reconnecting'): void {
    if (this.#state.at === at || this.#state.at === 'ended') return;
    this.#state = { at };
    this.#onState(this.#state);
  }
}
