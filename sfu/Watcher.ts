import type { Consumer, IceParameters, RtpCapabilities, WebRtcTransport } from 'mediasoup/types';
import type { PreferredLayers, TrackId, TransportOptions, WatchedQuality, WatchedTrack } from './contract.ts';
import { parameterRefusal, refusal } from './refusal.ts';
import { parseRtpCapabilities } from './rtcParameters.ts';
import { SfuError } from './SfuError.ts';
import { connectTransport, onFarEndGone, restartTransportIce, transportOptions } from './webRtcTransport.ts';

/** What a watcher may ask of its room. */
export interface Watchable {
  /** @throws {SfuError} `trackUnknown` */
  requireTrack(trackId: TrackId): void;
  canDecode(trackId: TrackId, rtpCapabilities: RtpCapabilities): boolean;
}

/** One device that receives. It has no way to send. */
export class Watcher {
  /** Plain JSON for the browser's end. */
  readonly transport: TransportOptions;
  readonly #transport: WebRtcTransport;
  readonly #room: Watchable;
  /** Promises, so that two requests for one track at once share one consumer. */
  readonly #consumers = new Map<TrackId, Promise<Consumer>>();

  constructor(transport: WebRtcTransport, room: Watchable) {
    this.transport = transportOptions(transport);
    this.#transport = transport;
    this.#room = room;
    onFarEndGone(transport, () => this.close());
  }

  get closed(): boolean {
    return this.#transport.closed;
  }

  /**
   * Once per watcher, with what mediasoup-client's `connect` event gives.
   * @throws {SfuError} `badRtcParameters`, `closed`
   */
  async connect(dtlsParameters: unknown): Promise<void> {
    await connectTransport(this.#transport, dtlsParameters);
  }

  /** New ICE credentials after a change of network; media goes on. @throws {SfuError} `closed` */
  async restartIce(): Promise<IceParameters> {
    return restartTransportIce(this.#transport);
  }

  /**
   * Prepares one track, paused: the browser opens its end first and then asks to `resume`. Asked again for
   * the same track, it answers the same.
   * @param rtpCapabilities mediasoup-client's `device.recvRtpCapabilities`.
   * @param layers what to prefer from the first picture on; see `setPreferredLayers`.
   * @throws {SfuError} `trackUnknown`, `cannotWatch`, `badRtcParameters`, `closed`
   */
  async watch(trackId: TrackId, rtpCapabilities: unknown, layers?: PreferredLayers): Promise<WatchedTrack> {
    const capabilities = parseRtpCapabilities(rtpCapabilities);
    this.#requireOpen();
    this.#room.requireTrack(trackId);
    let pending = this.#consumers.get(trackId);
    if (!pending) {
      pending = this.#consume(trackId, capabilities, layers);
      this.#consumers.set(trackId, pending);
    }
    try {
      const { id, kind, rtpParameters } = await pending;
      return { consumerId: id, kind, rtpParameters };
    } catch (error) {
      if (this.#consumers.get(trackId) === pending) this.#consumers.delete(trackId);
      throw parameterRefusal(error, this.closed);
    }
  }

  /** Starts or restarts the flow; the publisher is asked for a key frame, so the picture is there at once. @throws {SfuError} `trackUnknown`, `closed` */
  async resume(trackId: TrackId): Promise<void> {
    await this.#change(trackId, (consumer) => consumer.resume());
  }

  /** Nothing of this track is sent until `resume`, e.g. while its tile is hidden. @throws {SfuError} `trackUnknown`, `closed` */
  async pause(trackId: TrackId): Promise<void> {
    await this.#change(trackId, (consumer) => consumer.pause());
  }

  /** For simulcast and SVC; on a track with one layer it changes nothing. @throws {SfuError} `trackUnknown`, `closed` */
  async setPreferredLayers(trackId: TrackId, layers: PreferredLayers): Promise<void> {
    await this.#change(trackId, (consumer) => consumer.setPreferredLayers(layers));
  }

  /** @throws {SfuError} `trackUnknown`, `closed` */
  async quality(trackId: TrackId): Promise<WatchedQuality> {
    let quality: WatchedQuality = { field: 0, line: 0 };
    await this.#change(trackId, async ({ score, type, currentLayers }) => {
      const layer = type === 'simple' ? 0 : currentLayers?.spatialLayer;
      quality = { field: Math.max(score.producerScore, ...score.producerScores), line: score.score, ...(layer !== undefined && { layer }) };
    });
    return quality;
  }

  /** `listener` is called once, however the watcher closes. Returns the function that stops listening. */
  onClosed(listener: () => void): () => void {
    this.#transport.observer.once('close', listener);
    return () => void this.#transport.observer.off('close', listener);
  }

  /** Idempotent. */
  close(): void {
    this.#transport.close();
  }

  async #consume(trackId: TrackId, rtpCapabilities: RtpCapabilities, layers?: PreferredLayers): Promise<Consumer> {
    if (!this.#room.canDecode(trackId, rtpCapabilities)) {
      throw new SfuError('cannotWatch', `the device can decode no codec of track ${trackId}`);
    }
    const consumer = await this.#transport.consume({
      producerId: trackId, rtpCapabilities, paused: true, ...(layers && { preferredLayers: layers }),
    });
    this.#requireOpen();
    consumer.observer.once('close', () => this.#consumers.delete(trackId));
    return consumer;
  }

  async #change(trackId: TrackId, change: (consumer: Consumer) => Promise<void>): Promise<void> {
    this.#requireOpen();
    this.#room.requireTrack(trackId);
    const consumer = await this.#consumers.get(trackId);
    if (!consumer) throw new SfuError('trackUnknown', `track ${trackId} is not watched by this watcher`);
    try {
      await change(consumer);
    } catch (error) {
      this.#requireOpen();
      if (consumer.closed) throw new SfuError('trackUnknown', `track ${trackId} ended meanwhile`, { cause: error });
      throw refusal(error, false);
    }
  }

  #requireOpen(): void {
    if (this.closed) throw new SfuError('closed', 'the watcher is closed');
  }
}
