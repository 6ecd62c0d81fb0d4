import type { Device, types } from 'mediasoup-client';
import type { PictureQuality, PublishedTrack } from '../../server/visits/contract.ts';
import type { TrackId, TrackKind } from '../../sfu/contract.ts';
import { restartTransportIce, transportOptions, wireTransport } from './connectTransport.ts';
import type { LinkState } from './Link.ts';
import { Link } from './Link.ts';
import { Listeners } from './Listeners.ts';
import { LiveError } from './LiveError.ts';
import { leaveRoom } from './leaveRoom.ts';
import type { LiveLine } from './LiveSocket.ts';
import { loadDevice } from './loadDevice.ts';

/** What a watcher sees of a visit. A new object with every change. */
export interface WatcherSnapshot {
  readonly link: LinkState;
  /** Holds whatever arrives; the same object throughout, so that a player is never interrupted for nothing. */
  readonly stream: MediaStream;
  readonly hasPicture: boolean;
  readonly hasSound: boolean;
}

/** What of the visit this page can use now. Only that is sent. */
export interface Wishes {
  readonly picture: boolean;
  readonly sound: boolean;
  /** Of a simulcast picture, from 0, the smallest. */
  readonly layer: 0 | 1 | 2;
}

export interface WatcherOptions {
  /** One tile of many that come and go. */
  readonly wall?: boolean;
  readonly wishes?: Wishes;
  /** `listener`: a device of the field, which receives the officer's voice and nothing else. Default `watcher`. */
  readonly as?: 'watcher' | 'listener';
}

const EVERYTHING: Wishes = { picture: true, sound: true, layer: 2 };

/** One track being received, and what the server was last asked to send of it. */
interface Held {
  readonly consumer: types.Consumer;
  flows: boolean;
  layer: number;
}

/** What the line brought in since the session began; see RTCInboundRtpStreamStats. */
export interface Reception {
  readonly framesDecoded: number;
  readonly picturePackets: number;
  readonly pictureLost: number;
  readonly soundPackets: number;
}

/** One page watching one visit. Joins at once and takes every track of the field that there is or comes. */
export class WatcherSession {
  readonly #line: LiveLine;
  readonly #visitId: string;
  readonly #wall: boolean;
  readonly #as: 'watcher' | 'listener';
  readonly #link: Link;
  readonly #changes = new Listeners();
  readonly #stream = new MediaStream();
  readonly #held = new Map<TrackId, Held>();
  /** Tracks asked for or held, so that a join and an event never take the same one twice. */
  readonly #wanted = new Set<TrackId>();
  readonly #stopListening: (() => void)[];
  #wishes: Wishes;
  #device: Device | undefined;
  #transport: types.Transport | undefined;
  #snapshot: WatcherSnapshot;

  constructor(line: LiveLine, visitId: string, { wall = false, wishes = EVERYTHING, as = 'watcher' }: WatcherOptions = {}) {
    this.#line = line;
    this.#visitId = visitId;
    this.#wall = wall;
    this.#as = as;
    this.#wishes = wishes;
    this.#snapshot = { link: { at: 'connecting' }, stream: this.#stream, hasPicture: false, hasSound: false };
    this.#link = new Link(
      { join: () => this.#join(), restartIce: () => restartTransportIce(this.#transport, line, visitId), drop: () => { this.#drop(); } },
      () => { this.#changed(); },
    );
    this.#stopListening = [
      line.on('visit:trackPublished', (event) => {
        // Before the join has answered, its answer will name this track.
        if (event.visitId === visitId && this.#transport) void this.#take(event.track).catch(() => { this.#link.roomLost(); });
      }),
      line.on('visit:trackEnded', (event) => {
        if (event.visitId === visitId) this.#release(event.trackId);
      }),
      line.on('visit:roomClosed', (event) => {
        if (event.visitId !== visitId) return;
        if (event.reason === 'workerDied') this.#link.roomLost();
        else this.#link.end(event.reason === 'takenOver' ? new LiveError('live.takenOver') : undefined);
      }),
      line.onConnection((connected) => { this.#link.lineChanged(connected); }),
    ];
  }

  readonly subscribe = this.#changes.subscribe;
  readonly snapshot = (): WatcherSnapshot => this.#snapshot;

  /** Changes what is sent to this page: a hidden tile needs nothing, a small one the small picture. */
  want(wishes: Wishes): void {
    this.#wishes = wishes;
    for (const [trackId, held] of this.#held) {
      this.#adjust(trackId, held).catch((error: unknown) => {
        if (!isTrackUnknown(error)) this.#link.roomLost();
      });
    }
  }

  /** How well the picture comes from the field and gets to this page; undefined while there is none. */
  async quality(): Promise<PictureQuality | undefined> {
    const [trackId] = [...this.#held].find(([, { consumer }]) => consumer.kind === 'video') ?? [];
    if (trackId === undefined) return undefined;
    return this.#line.request('live:quality', { visitId: this.#visitId, trackId }).catch(() => undefined);
  }

  /** Zeros while nothing is received. */
  async reception(): Promise<Reception> {
    const sum = { framesDecoded: 0, picturePackets: 0, pictureLost: 0, soundPackets: 0 };
    const reports = (await this.#transport?.getStats()) as Iterable<[string, InboundReport]> | undefined;
    for (const [, report] of reports ?? []) {
      if (report.type !== 'inbound-rtp') continue;
      if (report.kind === 'audio') sum.soundPackets += report.packetsReceived ?? 0;
      else {
        sum.framesDecoded += report.framesDecoded ?? 0;
        sum.picturePackets += report.packetsReceived ?? 0;
        sum.pictureLost += Math.max(0, report.packetsLost ?? 0);
      }
    }
    return sum;
  }

  /** Leaves the room. Idempotent. */
  close(): void {
    for (const stop of this.#stopListening.splice(0)) stop();
    leaveRoom(this.#line, this.#link, this.#visitId, this.#as);
  }

  async #join(): Promise<{ media: boolean }> {
    const joined = await this.#line.request('live:join', { visitId: this.#visitId, as: this.#as, wall: this.#wall });
    const device = this.#device ?? (await loadDevice(joined.rtpCapabilities));
    this.#device = device;
    const transport = device.createRecvTransport(transportOptions(joined.transport));
    this.#transport = transport;
    wireTransport(transport, this.#line, this.#visitId, (condition) => { this.#link.transportChanged(condition); });
    const tracks = joined.tracks.filter((track) => this.#isFor(track));
    await Promise.all(tracks.map((track) => this.#take(track)));
    return { media: tracks.length > 0 };
  }

  async #take(track: PublishedTrack): Promise<void> {
    const { trackId } = track;
    const transport = this.#transport;
    const device = this.#device;
    if (!transport || !device || !this.#isFor(track) || this.#wanted.has(trackId)) return;
    this.#wanted.add(trackId);
    const visitId = this.#visitId;
    const { layer } = this.#wishes;
    try {
      const offer = await this.#line.request('live:watch', {
        visitId, trackId, rtpCapabilities: { ...device.recvRtpCapabilities }, spatialLayer: layer,
      });
      const consumer = await transport.consume({
        id: offer.consumerId,
        producerId: trackId,
        kind: offer.kind,
        rtpParameters: offer.rtpParameters as types.RtpParameters,
        // One stream for picture and sound makes the browser keep them together.
        streamId: visitId,
      });
      if (transport !== this.#transport || !this.#wanted.has(trackId)) {
        consumer.close();
        return;
      }
      const held: Held = { consumer, flows: false, layer };
      this.#held.set(trackId, held);
      this.#stream.addTrack(consumer.track);
      this.#changed();
      await this.#adjust(trackId, held);
    } catch (error) {
      if (transport !== this.#transport) return;
      this.#release(trackId);
      // A track that ended between its announcement and now is no failure of ours.
      if (!isTrackUnknown(error)) throw error;
    }
  }

  /** Asks the server for what is wished now of one track, if that is something else than before. */
  async #adjust(trackId: TrackId, held: Held): Promise<void> {
    const visitId = this.#visitId;
    const { kind } = held.consumer;
    const flows = wishedOf(kind, this.#wishes);
    const { layer } = this.#wishes;
    if (kind === 'video' && flows && held.layer !== layer) {
      held.layer = layer;
      await this.#line.request('live:layers', { visitId, trackId, spatialLayer: layer });
    }
    if (held.flows === flows) return;
    held.flows = flows;
    await this.#line.request(flows ? 'live:resume' : 'live:pause', { visitId, trackId });
  }

  /** Officers receive the field, the field receives officers. */
  #isFor({ source }: PublishedTrack): boolean {
    const isVoice = source === 'talk' || source === 'whisper';
    return this.#as === 'listener' ? isVoice : source === 'camera' || source === 'microphone';
  }

  #release(trackId: TrackId): void {
    this.#wanted.delete(trackId);
    const held = this.#held.get(trackId);
    if (!held) return;
    this.#held.delete(trackId);
    this.#stream.removeTrack(held.consumer.track);
    held.consumer.close();
    this.#changed();
  }

  #drop(): void {
    for (const trackId of [...this.#held.keys()]) this.#release(trackId);
    this.#wanted.clear();
    this.#transport?.close();
    this.#transport = undefined;
  }

  #changed(): void {
    this.#snapshot = {
      link: this.#link.state,
      stream: this.#stream,
      hasPicture: this.#stream.getVideoTracks().length > 0,
      hasSound: this.#stream.getAudioTracks().length > 0,
    };
    this.#changes.notify();
  }
}

/** What is read of `RTCInboundRtpStreamStats`. */
interface InboundReport {
  readonly type: string;
  readonly kind?: TrackKind;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
  readonly framesDecoded?: number;
}

function isTrackUnknown(error: unknown): boolean {
  return error instanceof LiveError && error.code === 'live.trackUnknown';
}

function wishedOf(kind: TrackKind, { picture, sound }: Wishes): boolean {
  return kind === 'video' ? picture : sound;
}
