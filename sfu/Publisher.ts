import type { IceParameters, Producer, WebRtcTransport } from 'mediasoup/types';
import type { TrackId, TrackKind, TrackSource, TransportOptions } from './contract.ts';
import { parameterRefusal, refusal } from './refusal.ts';
import { parseRtpParameters } from './rtcParameters.ts';
import { SfuError } from './SfuError.ts';
import { connectTransport, onFarEndGone, restartTransportIce, transportOptions } from './webRtcTransport.ts';

/** Tells the room of a track that begins; the room sees by itself when it pauses and ends. */
export type Announce = (source: TrackSource, producer: Producer) => void;

/** One device that sends. It has no way to receive. */
export class Publisher {
  /** Plain JSON for the browser's end. */
  readonly transport: TransportOptions;
  readonly #transport: WebRtcTransport;
  readonly #announce: Announce;
  readonly #producers = new Map<TrackId, Producer>();
  /** Sources published or being published, so that two requests at once cannot both succeed. */
  readonly #sources = new Set<TrackSource>();

  constructor(transport: WebRtcTransport, announce: Announce) {
    this.transport = transportOptions(transport);
    this.#transport = transport;
    this.#announce = announce;
    onFarEndGone(transport, () => this.close());
  }

  get closed(): boolean {
    return this.#transport.closed;
  }

  /**
   * Once per publisher, with what mediasoup-client's `connect` event gives.
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
   * @param args `rtpParameters` as mediasoup-client's `produce` event gives them; `paused` publishes it as after `pause`,
   * so that not one packet goes on.
   * @throws {SfuError} `trackAlreadyPublished` (the track that is there stays as it is), `badRtcParameters`, `closed`
   */
  async publish(args: { source: TrackSource; kind: TrackKind; rtpParameters: unknown; paused?: boolean }): Promise<TrackId> {
    const { source, kind, paused = false } = args;
    const rtpParameters = parseRtpParameters(kind, args.rtpParameters);
    if (this.#sources.has(source)) throw new SfuError('trackAlreadyPublished', `${source} is already published`);
    this.#sources.add(source);
    let producer: Producer;
    try {
      producer = await this.#transport.produce({ kind, rtpParameters, paused });
      if (this.closed) throw new SfuError('closed', 'the publisher closed meanwhile');
    } catch (error) {
      this.#sources.delete(source);
      throw parameterRefusal(error, this.closed);
    }
    const trackId = producer.id as TrackId;
    this.#producers.set(trackId, producer);
    producer.observer.once('close', () => {
      this.#producers.delete(trackId);
      this.#sources.delete(source);
    });
    this.#announce(source, producer);
    return trackId;
  }

  /** Ends a track; unknown or ended ones are left alone, because devices repeat themselves after a reconnect. */
  unpublish(trackId: TrackId): void {
    this.#producers.get(trackId)?.close();
  }

  /** Bytes of a track that arrived so far, all its layers together; undefined where it is paused or not there. @throws {SfuError} `closed` */
  async receivedBytes(trackId: TrackId): Promise<number | undefined> {
    const producer = this.#producers.get(trackId);
    if (!producer || producer.paused) return undefined;
    try {
      return (await producer.getStats()).reduce((sum, { byteCount }) => sum + byteCount, 0);
    } catch (error) {
      throw refusal(error, producer.closed);
    }
  }

  /** No packet of this track goes on to watchers and taps until `resume`. @throws {SfuError} `trackUnknown`, `closed` */
  async pause(trackId: TrackId): Promise<void> {
    await this.#change(trackId, (producer) => producer.pause());
  }

  /** @throws {SfuError} `trackUnknown`, `closed` */
  async resume(trackId: TrackId): Promise<void> {
    await this.#change(trackId, (producer) => producer.resume());
  }

  /** `listener` is called once, however the publisher closes. Returns the function that stops listening. */
  onClosed(listener: () => void): () => void {
    this.#transport.observer.once('close', listener);
    return () => void this.#transport.observer.off('close', listener);
  }

  /** Ends all its tracks. Idempotent. */
  close(): void {
    this.#transport.close();
  }

  async #change(trackId: TrackId, change: (producer: Producer) => Promise<void>): Promise<void> {
    if (this.closed) throw new SfuError('closed', 'the publisher is closed');
    const producer = this.#producers.get(trackId);
    if (!producer) throw new SfuError('trackUnknown', `track ${trackId} is not of this publisher`);
    try {
      await change(producer);
    } catch (error) {
      throw refusal(error, producer.closed);
    }
  }
}
