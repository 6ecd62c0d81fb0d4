import type { Consumer, PlainTransport, Router, RtpParameters } from 'mediasoup/types';
import { tapCapabilities } from './codecs.ts';
import type { PublishedTrackInfo, RtpTrack, TapHandle, UdpAddress } from './contract.ts';
import { localAddress, openPlainTransport, type PlainListen } from './plainTransport.ts';
import { refusal } from './refusal.ts';
import { SfuError } from './SfuError.ts';

/** What the room knows of a track, beside what mediasoup tells. */
type TappedTrack = PublishedTrackInfo & Pick<RtpTrack, 'reportsSending'>;

/** An outlet for one track as plain RTP; see `TapHandle`. It ends with its track. */
export class Tap implements TapHandle {
  readonly track: RtpTrack;
  readonly address: UdpAddress;
  readonly #transport: PlainTransport;
  readonly #consumer: Consumer;

  private constructor(track: RtpTrack, transport: PlainTransport, consumer: Consumer) {
    this.track = track;
    this.address = localAddress(transport);
    this.#transport = transport;
    this.#consumer = consumer;
    consumer.observer.once('close', () => this.close());
  }

  /**
   * Paused until `resume`. RTP and RTCP go to and are taken from `to` only.
   * @throws {SfuError} `badRtcParameters` when `to` is no UDP address, `closed`
   */
  static async create(router: Router, listen: PlainListen, info: TappedTrack, to: UdpAddress): Promise<Tap> {
    const transport = await openPlainTransport(router, listen, to);
    try {
      const consumer = await transport.consume({
        producerId: info.trackId,
        rtpCapabilities: tapCapabilities(router.rtpCapabilities),
        // Keeps sent packets so that a NACK is answered; for sound mediasoup does so only when asked.
        enableRtx: true,
        paused: true,
      });
      if (transport.closed) throw new SfuError('closed', 'the room closed meanwhile');
      return new Tap(describe(info, consumer.rtpParameters), transport, consumer);
    } catch (error) {
      transport.close();
      throw refusal(error, router.closed);
    }
  }

  get closed(): boolean {
    return this.#transport.closed;
  }

  /** The publisher is asked for a key frame. @throws {SfuError} `closed` */
  async resume(): Promise<void> {
    try {
      await this.#consumer.resume();
    } catch (error) {
      throw refusal(error, this.closed);
    }
  }

  onClosed(listener: () => void): void {
    this.#transport.observer.once('close', listener);
  }

  close(): void {
    this.#transport.close();
  }
}

function describe(info: TappedTrack, rtpParameters: RtpParameters): RtpTrack {
  const codec = rtpParameters.codecs[0];
  const ssrc = rtpParameters.encodings?.[0]?.ssrc;
  if (!codec || ssrc === undefined) throw new Error('mediasoup gave a consumer without a codec or an SSRC');
  const parameters: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(codec.parameters ?? {})) {
    if (typeof value === 'string' || typeof value === 'number') parameters[name] = value;
  }
  return {
    ...info,
    mimeType: codec.mimeType,
    payloadType: codec.payloadType,
    clockRate: codec.clockRate,
    ...(codec.channels === undefined ? {} : { channels: codec.channels }),
    parameters,
    ssrc,
    cname: rtpParameters.rtcp?.cname ?? '',
    nack: (codec.rtcpFeedback ?? []).some(({ type, parameter }) => type === 'nack' && !parameter),
  };
}
