import type { Device, types } from 'mediasoup-client';
import type { PublishedTrack } from '../../server/visits/contract.ts';
import type { TrackId } from '../../sfu/contract.ts';
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

/** One page watching one visit. Joins at once and takes every track of the field that there is or comes. */
export class WatcherSession {
  readonly #line: LiveLine;
  readonly #visitId: string;
  readonly #link: Link;
  readonly #changes = new Listeners();
  readonly #stream = new MediaStream();
  readonly #consumers = new Map<TrackId, types.Consumer>();
  /** Tracks asked for or held, so that a join and an event never take the same one twice. */
  readonly #wanted = new Set<TrackId>();
  readonly #stopListening: (() => void)[];
  #device: Device | undefined;
  #transport: types.Transport | undefined;
  #snapshot: WatcherSnapshot;

  constructor(line: LiveLine, visitId: string) {
    this.#line = line;
    this.#visitId = visitId;
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

  /** Leaves the room. Idempotent. */
  close(): void {
    for (const stop of this.#stopListening.splice(0)) stop();
    leaveRoom(this.#line, this.#link, this.#visitId);
  }

  async #join(): Promise<{ media: boolean }> {
    const joined = await this.#line.request('live:join', { visitId: this.#visitId, as: 'watcher' });
    const device = this.#device ?? (await loadDevice(joined.rtpCapabilities));
    this.#device = device;
    const transport = device.createRecvTransport(transportOptions(joined.transport));
    this.#transport = transport;
    wireTransport(transport, this.#line, this.#visitId, (condition) => { this.#link.transportChanged(condition); });
    const tracks = joined.tracks.filter(isOfTheField);
    await Promise.all(tracks.map((track) => this.#take(track)));
    return { media: tracks.length > 0 };
  }

  async #take(track: PublishedTrack): Promise<void> {
    const { trackId } = track;
    const transport = this.#transport;
    const device = this.#device;
    if (!transport || !device || !isOfTheField(track) || this.#wanted.has(trackId)) return;
    this.#wanted.add(trackId);
    const visitId = this.#visitId;
    try {
      const offer = await this.#line.request('live:watch', {
        visitId, trackId, rtpCapabilities: { ...device.recvRtpCapabilities },
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
      this.#consumers.set(trackId, consumer);
      this.#stream.addTrack(consumer.track);
      this.#changed();
      await this.#line.request('live:resume', { visitId, trackId });
    } catch (error) {
      if (transport !== this.#transport) return;
      this.#release(trackId);
      // A track that ended between its announcement and now is no failure of ours.
      if (!(error instanceof LiveError && error.code === 'live.trackUnknown')) throw error;
    }
  }

  #release(trackId: TrackId): void {
    this.#wanted.delete(trackId);
    const consumer = this.#consumers.get(trackId);
    if (!consumer) return;
    this.#consumers.delete(trackId);
    this.#stream.removeTrack(consumer.track);
    consumer.close();
    this.#changed();
  }

  #drop(): void {
    for (const trackId of [...this.#consumers.keys()]) this.#release(trackId);
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

/** What comes from the field itself; talk and whisper are not for this screen. */
function isOfTheField({ source }: PublishedTrack): boolean {
  return source === 'camera' || source === 'microphone';
}
