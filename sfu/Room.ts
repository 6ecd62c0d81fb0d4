import type { Producer, Router, RtpCapabilities } from 'mediasoup/types';
import { clientCapabilities } from './codecs.ts';
import type { Log, PublishedTrackInfo, RoomCloseReason, RoomEvent, RoomId, TapHandle, TrackId, TrackSource, UdpAddress } from './contract.ts';
import { Inlet, type InletOptions } from './Inlet.ts';
import { Listeners } from './Listeners.ts';
import type { PlainListen } from './plainTransport.ts';
import { Publisher } from './Publisher.ts';
import { refusal } from './refusal.ts';
import { SfuError } from './SfuError.ts';
import { Tap } from './Tap.ts';
import { Watcher } from './Watcher.ts';
import { openWebRtcTransport, type WebRtcListen } from './webRtcTransport.ts';

/** What a room needs from the worker process that carries it. */
export interface RoomCarrier {
  readonly router: Router;
  readonly webRtc: WebRtcListen;
  readonly plain: PlainListen;
  /** Why nothing works any more, once the process is gone. */
  gone(): RoomCloseReason | undefined;
}

/** Something of a room that closes with it. */
interface Member {
  readonly closed: boolean;
  close(): void;
  onClosed(listener: () => void): unknown;
}

/** One conversation: its publishers, its watchers, its taps, and the tracks between them. */
export class Room {
  readonly id: RoomId;
  readonly #carrier: RoomCarrier;
  readonly #log: Log;
  readonly #listeners: Listeners<RoomEvent>;
  readonly #tracks = new Map<TrackId, PublishedTrackInfo>();
  /** Sound of browsers, whose sender reports are late; see `RtpTrack`. */
  readonly #browserSound = new Set<TrackId>();
  readonly #taps = new Set<Tap>();
  readonly #watchers = new Set<Watcher>();
  readonly #publishers = new Set<Publisher>();
  readonly #inlets = new Set<Inlet>();
  #closedBecause: RoomCloseReason | undefined;

  constructor(id: RoomId, carrier: RoomCarrier, log: Log) {
    this.id = id;
    this.#carrier = carrier;
    this.#log = log;
    this.#listeners = new Listeners(log);
    carrier.router.once('workerclose', () => this.#close(carrier.gone() ?? 'closed'));
  }

  /** For mediasoup-client's `device.load`, plain JSON. */
  get rtpCapabilities(): RtpCapabilities {
    return clientCapabilities(this.#carrier.router.rtpCapabilities);
  }

  get closed(): boolean {
    return this.#closedBecause !== undefined;
  }

  get counts(): { readonly tracks: number; readonly publishers: number; readonly watchers: number; readonly taps: number } {
    return {
      tracks: this.#tracks.size,
      publishers: this.#publishers.size + this.#inlets.size,
      watchers: this.#watchers.size,
      taps: this.#taps.size,
    };
  }

  /** @throws {SfuError} `closed` */
  async createPublisher(): Promise<Publisher> {
    const transport = await this.#openTransport();
    return this.#keep(this.#publishers, new Publisher(transport, (source, producer) => {
      if (producer.kind === 'audio') this.#browserSound.add(producer.id as TrackId);
      this.#announce(source, producer);
    }));
  }

  /** @throws {SfuError} `closed` */
  async createWatcher(): Promise<Watcher> {
    const transport = await this.#openTransport();
    return this.#keep(
      this.#watchers,
      new Watcher(transport, {
        requireTrack: (trackId) => void this.#track(trackId),
        canDecode: (producerId, rtpCapabilities) => this.#carrier.router.canConsume({ producerId, rtpCapabilities }),
      }),
    );
  }

  /** A track from equipment that sends plain RTP; see `Inlet`. @throws {SfuError} `badRtcParameters`, `closed` */
  async createInlet(options: InletOptions): Promise<Inlet> {
    this.#requireOpen();
    const { router, plain } = this.#carrier;
    const announce = (source: TrackSource, producer: Producer): void => this.#announce(source, producer);
    return this.#keep(this.#inlets, await Inlet.create(router, plain, announce, options));
  }

  /** A paused outlet of one track to `to`; every call opens another. @throws {SfuError} `trackUnknown`, `badRtcParameters`, `closed` */
  async tap(trackId: TrackId, to: UdpAddress): Promise<TapHandle> {
    this.#requireOpen();
    const { router, plain } = this.#carrier;
    const track = { ...this.#track(trackId), ...(this.#browserSound.has(trackId) && { reportsSending: true as const }) };
    return this.#keep(this.#taps, await Tap.create(router, plain, track, to));
  }

  /** The tracks that can be watched now, in the order in which they were published. */
  tracks(): readonly PublishedTrackInfo[] {
    return [...this.#tracks.values()];
  }

  /** Returns the function that stops listening. */
  on(listener: (event: RoomEvent) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** The cascade: taps, watchers, publishers and their tracks, the router, then the word. Idempotent. */
  close(): void {
    this.#close('closed');
  }

  #close(reason: RoomCloseReason): void {
    if (this.#closedBecause) return;
    this.#closedBecause = reason;
    for (const members of [this.#taps, this.#watchers, this.#publishers, this.#inlets]) {
      for (const member of members) member.close();
    }
    this.#carrier.router.close();
    this.#listeners.emit({ type: 'closed', reason });
    this.#log.info({ roomId: this.id, reason }, 'room closed');
  }

  /** mediasoup closes the tracks of a dead worker before it says that the worker died; hence `gone()`. */
  #announce(source: TrackSource, producer: Producer): void {
    const track: PublishedTrackInfo = { trackId: producer.id as TrackId, source, kind: producer.kind };
    this.#tracks.set(track.trackId, track);
    producer.observer.on('pause', () => this.#listeners.emit({ type: 'trackPaused', ...track }));
    producer.observer.on('resume', () => this.#listeners.emit({ type: 'trackResumed', ...track }));
    producer.observer.once('close', () => {
      this.#tracks.delete(track.trackId);
      this.#browserSound.delete(track.trackId);
      const reason = this.#closedBecause ?? this.#carrier.gone() ?? 'unpublished';
      this.#listeners.emit({ type: 'trackEnded', reason, ...track });
    });
    this.#listeners.emit({ type: 'trackPublished', ...track });
  }

  #track(trackId: TrackId): PublishedTrackInfo {
    const track = this.#tracks.get(trackId);
    if (!track) throw new SfuError('trackUnknown', `room ${this.id} has no track ${trackId}`);
    return track;
  }

  async #openTransport(): Promise<Awaited<ReturnType<typeof openWebRtcTransport>>> {
    this.#requireOpen();
    try {
      return await openWebRtcTransport(this.#carrier.router, this.#carrier.webRtc);
    } catch (error) {
      throw refusal(error, this.closed);
    }
  }

  /** A member that was being made while the room closed is closed at once: nothing outlives its room. */
  #keep<M extends Member>(members: Set<M>, member: M): M {
    if (this.closed) {
      member.close();
      this.#requireOpen();
    }
    members.add(member);
    member.onClosed(() => members.delete(member));
    if (member.closed) members.delete(member);
    return member;
  }

  #requireOpen(): void {
    if (this.closed) throw new SfuError('closed', `room ${this.id} is closed`);
  }
}
