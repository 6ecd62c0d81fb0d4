import type { Socket } from 'socket.io-client';
import { io } from 'socket.io-client';
import type { ExchangeEvents, ExchangeReplies, ExchangeRequests } from '../../server/supervision/contract.ts';
import type { LiveEvents as VisitEvents, LiveReplies as VisitReplies, LiveRequests as VisitRequests, Reply } from '../../server/visits/contract.ts';
import { LiveError } from './LiveError.ts';

const REPLY_TIMEOUT_MS = 10_000;

/** Everything that is said over the live line: of the visit's media, and of the exchange with the field. */
export type LiveRequests = VisitRequests & ExchangeRequests;
export type LiveReplies = VisitReplies & ExchangeReplies;
export type LiveEvents = VisitEvents & ExchangeEvents;

type RequestEvents = {
  [E in keyof LiveRequests]: (request: LiveRequests[E], acknowledge: (reply: Reply<LiveReplies[E]>) => void) => void;
};

/** The part of the socket that a session in a room needs. */
export interface LiveLine {
  readonly connected: boolean;
  request<E extends keyof LiveRequests>(event: E, request: LiveRequests[E]): Promise<LiveReplies[E]>;
  on<E extends keyof LiveEvents>(event: E, listener: LiveEvents[E]): () => void;
  onConnection(listener: (connected: boolean) => void): () => void;
}

/**
 * The signed-in page's live line. It reconnects by itself; what was said while it was down is not repeated,
 * because after a reconnect every session joins its room anew anyway.
 */
export class LiveSocket implements LiveLine {
  readonly #socket: Socket<LiveEvents, RequestEvents>;

  private constructor(socket: Socket<LiveEvents, RequestEvents>) {
    this.#socket = socket;
  }

  /** @param language of the refusals' sentences; a browser's WebSocket can carry no header of ours */
  static open(language: string): LiveSocket {
    const socket: Socket<LiveEvents, RequestEvents> = io({
      // A WebSocket is up two round trips sooner; long polling is for networks that let none through.
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      auth: { language },
      reconnectionDelay: 300,
      reconnectionDelayMax: 4000,
      timeout: 8000,
      withCredentials: true,
      // Its own connection: another language or another person must not share this one.
      forceNew: true,
    });
    return new LiveSocket(socket);
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  /** @throws LiveError with the server's code, or `network` when no answer came in ten seconds */
  async request<E extends keyof LiveRequests>(event: E, request: LiveRequests[E]): Promise<LiveReplies[E]> {
    if (!this.#socket.connected) throw new LiveError('network');
    let reply: Reply<LiveReplies[E]>;
    try {
      // The compiler can't tie the generic event to its acknowledgement through socket.io's own types.
      const line = this.#socket.timeout(REPLY_TIMEOUT_MS) as unknown as {
        emitWithAck(event: string, request: unknown): Promise<Reply<LiveReplies[E]>>;
      };
      reply = await line.emitWithAck(event, request);
    } catch {
      throw new LiveError('network');
    }
    if (!reply.ok) throw new LiveError(reply.error.code, reply.error.message);
    return reply.value;
  }

  /** Returns the function that stops listening. */
  on<E extends keyof LiveEvents>(event: E, listener: LiveEvents[E]): () => void {
    // As above: the tie between a generic event and its listener is lost in socket.io's own types.
    const socket = this.#socket as unknown as Record<'on' | 'off', (event: string, listener: unknown) => void>;
    socket.on(event, listener);
    return () => { socket.off(event, listener); };
  }

  /** Called with the present state at once, then with every change. Returns the function that stops listening. */
  onConnection(listener: (connected: boolean) => void): () => void {
    const up = (): void => { listener(true); };
    const down = (): void => { listener(false); };
    this.#socket.on('connect', up);
    this.#socket.on('disconnect', down);
    listener(this.#socket.connected);
    return () => {
      this.#socket.off('connect', up);
      this.#socket.off('disconnect', down);
    };
  }

  /** Idempotent. */
  close(): void {
    this.#socket.disconnect();
  }
}
