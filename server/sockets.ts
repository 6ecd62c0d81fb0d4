import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import { languageOf, publicError, UserError } from './errors.ts';
import type { Actor } from './people/authenticate.ts';
import { tokenOf } from './people/authenticate.ts';
import { scopeOf } from './people/abilities.ts';
import type { Announcer } from './visits/announcer.ts';
import type { LiveEvents, Reply, VisitId } from './visits/contract.ts';
import { LIVE_REQUESTS } from './visits/contract.ts';
import type { Caller, LiveHandlers } from './visits/liveRequests.ts';
import { EXCHANGE_REQUESTS } from './supervision/contract.ts';
import type { ExchangeEvents } from './supervision/contract.ts';
import type { ExchangeHandlers } from './supervision/exchangeRequests.ts';
import type { ExchangeAnnouncer } from './supervision/supervisionDeps.ts';
import type { Log } from '../sfu/contract.ts';

/** Larger than any SDP-like object a browser sends, smaller than a nuisance. */
const MAX_MESSAGE_BYTES = 256 * 1024;
/** A publisher whose connection drops keeps publishing this long: media often survives what the socket does not. */
const PUBLISHER_GRACE_MS = 8_000;

/** After these a connection is of no more use. */
const SIGNED_OUT: ReadonlySet<string> = new Set(['session.expired', 'session.required']);

/** Every event from page to server, with the shape of its request. */
const REQUESTS = { ...LIVE_REQUESTS, ...EXCHANGE_REQUESTS } as const;
type Handlers = LiveHandlers & ExchangeHandlers;
type Events = LiveEvents & ExchangeEvents;

type LiveSocket = Socket<Record<string, (...args: unknown[]) => void>, Events, Record<string, never>, { actor: Actor }>;

export interface SocketsParts {
  readonly authenticate: (token: string | undefined) => Promise<Actor>;
  /** Whose visit it is, so that news of it reaches only those who may see it. */
  readonly audienceOf: (visitId: VisitId) => Promise<{ organisationId: string; townId?: string; investigatorIds: readonly string[] } | undefined>;
  readonly log: Log;
}

/**
 * The live connections. Each is authenticated by the session cookie when it opens and again with every
 * request, so that a session that has ended ends here too.
 */
export class Sockets {
  readonly announcer: Announcer;
  readonly exchange: ExchangeAnnouncer;
  readonly #io: Server<Record<string, (...args: unknown[]) => void>, Events, Record<string, never>, { actor: Actor }>;
  readonly #parts: SocketsParts;
  readonly #leaving = new Set<NodeJS.Timeout>();

  constructor(parts: SocketsParts) {
    this.#parts = parts;
    this.#io = new Server({
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      serveClient: false,
      // A page of another origin must not use this browser's cookie.
      allowRequest: (request, decide) => decide(null, isSameOrigin(request.headers.origin, request.headers.host)),
    });
    this.#io.use((socket, next) => {
      parts.authenticate(tokenOf(socket.handshake.headers.cookie)).then(
        (actor) => {
          socket.data.actor = actor;
          next();
        },
        (error: unknown) => {
          const { code, message } = this.#tell(error, socket);
          next(Object.assign(new Error(code), { data: { code, message } }));
        },
      );
    });
    this.announcer = this.#announcer();
    this.exchange = {
      item: (visitId, item) => this.#toAudience(visitId, 'exchange:item', { visitId, item }, item.kind === 'bookmark' ? 'office' : 'inVisit'),
      changed: (visitId) => this.#toAudience(visitId, 'exchange:changed', { visitId }, 'inVisit'),
    };
  }

  /**
   * Begins to answer on a server whose own request handler is already in place: only what is not for the
   * sockets reaches it then. Separate from the constructor because the handlers need the announcer.
   */
  listen(httpServer: HttpServer, handlers: Handlers, leaveAll: (socketId: string) => Promise<void>, lost: (socketId: string) => void): void {
    this.#io.attach(httpServer);
    this.#io.on('connection', (socket) => {
      for (const room of roomsOf(socket.data.actor)) void socket.join(room);
      socket.use(([event, ...args], next) => {
        if (event in REQUESTS) next();
        else answer(args.at(-1), { ok: false, error: this.#tell(new UserError('route.unknown'), socket) });
      });
      for (const event of Object.keys(REQUESTS) as (keyof typeof REQUESTS)[]) {
        socket.on(event, (request: unknown, acknowledge: unknown) => {
          void this.#answer(socket, event, handlers, request).then((reply) => {
            answer(acknowledge, reply);
            // Said first, then shut: the page must learn why.
            if (!reply.ok && SIGNED_OUT.has(reply.error.code)) socket.disconnect();
          });
        });
      }
      socket.on('disconnect', () => {
        lost(socket.id);
        this.#leaveLater(socket, leaveAll);
      });
    });
  }

  /** Disconnects everyone and stops listening. Idempotent. */
  async close(): Promise<void> {
    for (const timer of this.#leaving) clearTimeout(timer);
    this.#leaving.clear();
    await this.#io.close();
  }

  async #answer(socket: LiveSocket, event: keyof typeof REQUESTS, handlers: Handlers, request: unknown): Promise<Reply<unknown>> {
    try {
      const actor = await this.#parts.authenticate(tokenOf(socket.handshake.headers.cookie));
      // The table ties every event's handler to its schema; the compiler cannot follow the tie through a loop.
      const handle = handlers[event] as (caller: Caller, request: unknown) => Promise<unknown>;
      return { ok: true, value: await handle({ actor, socketId: socket.id }, REQUESTS[event].parse(request)) };
    } catch (error) {
      return { ok: false, error: this.#tell(error, socket) };
    }
  }

  #tell(error: unknown, socket: LiveSocket): { code: string; message: string } {
    // A browser's WebSocket carries no header of ours, so pages say their language in the handshake.
    const { language } = socket.handshake.auth as { language?: unknown };
    const asked = typeof language === 'string' ? language : socket.handshake.headers['accept-language'];
    const { code, message, ours } = publicError(error, languageOf(asked));
    if (ours) this.#parts.log.error({ err: error, socketId: socket.id }, 'a live request failed');
    return { code, message };
  }

  #leaveLater(socket: LiveSocket, leaveAll: (socketId: string) => Promise<void>): void {
    const leave = (): void => {
      leaveAll(socket.id).catch((error: unknown) => this.#parts.log.error({ err: error }, 'a connection did not leave cleanly'));
    };
    if (scopeOf(socket.data.actor.role, 'visit.publish') === undefined) return leave();
    const timer = setTimeout(() => {
      this.#leaving.delete(timer);
      leave();
    }, PUBLISHER_GRACE_MS);
    this.#leaving.add(timer);
  }

  /** How many supervisors have a page open. */
  async onDuty(): Promise<number> {
    const sockets = await this.#io.fetchSockets();
    return new Set(sockets.filter(({ data }) => scopeOf(data.actor.role, 'visit.instruct') !== undefined).map(({ data }) => data.actor.id)).size;
  }

  /** @param audience all who may list the visit; those in it and the office; the office alone */
  #toAudience<E extends keyof Events>(
    visitId: VisitId, event: E, news: Parameters<Events[E]>[0], audience: 'all' | 'inVisit' | 'office' = 'all',
  ): void {
    this.#parts.audienceOf(visitId).then(
      (visit) => {
        if (!visit) return;
        const { organisationId, townId, investigatorIds } = visit;
        const lists = [organisationId, ...(townId === undefined ? [] : [townId])].map((id) => `organisation:${id}`);
        const people = investigatorIds.map((id) => `account:${id}`);
        const rooms = this.#io.to(['district', ...(audience === 'office' ? [] : people), ...(audience === 'all' ? lists : [])]);
        // The compiler can't tie a generic event to its own news through socket.io's types.
        (rooms as unknown as { emit(event: string, news: unknown): void }).emit(event, news);
      },
      (error: unknown) => this.#parts.log.error({ err: error, visitId }, 'news of a visit were not sent'),
    );
  }

  #announcer(): Announcer {
    const toAudience = <E extends keyof LiveEvents>(visitId: VisitId, event: E, ...args: Parameters<LiveEvents[E]>): void =>
      this.#toAudience(visitId, event, args[0]);
    return {
      changed: (visitId) => toAudience(visitId, 'visit:changed', { visitId }),
      watchers: (visitId, watchers) => toAudience(visitId, 'visit:watchers', { visitId, watchers }),
      trackPublished: (visitId, track) => toAudience(visitId, 'visit:trackPublished', { visitId, track }),
      trackEnded: (visitId, trackId) => toAudience(visitId, 'visit:trackEnded', { visitId, trackId }),
      sound: (socketIds, visitId, sound) => {
        if (socketIds.length > 0) this.#io.to([...socketIds]).volatile.emit('visit:sound', { visitId, sound });
      },
      gap: (visitId, gap) => toAudience(visitId, 'visit:gap', { visitId, gap }),
      roomClosed: (socketId, visitId, reason) => {
        this.#io.to(socketId).emit('visit:roomClosed', { visitId, reason });
      },
    };
  }
}

/** The audiences a person belongs to, by the reach of what they may list. */
function roomsOf(actor: Actor): string[] {
  switch (scopeOf(actor.role, 'visit.list')) {
    case 'district': return ['district'];
    case 'organisation': return [`organisation:${actor.organisationId}`];
    case 'own': return [`account:${actor.id}`];
    case 'town': return [`organisation:${actor.organisationId}`];
    case undefined: return [];
  }
}

function isSameOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

function answer(acknowledge: unknown, reply: Reply<unknown>): void {
  if (typeof acknowledge === 'function') (acknowledge as (reply: Reply<unknown>) => void)(reply);
}
