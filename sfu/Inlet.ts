import type { PlainTransport, Producer, Router } from 'mediasoup/types';
import type { TrackId, TrackKind, TrackSource, UdpAddress } from './contract.ts';
import { localAddress, openPlainTransport, type PlainListen } from './plainTransport.ts';
import type { Announce } from './Publisher.ts';
import { parameterRefusal } from './refusal.ts';
import { parseRtpParameters } from './rtcParameters.ts';
import { SfuError } from './SfuError.ts';

export interface InletOptions {
  readonly source: TrackSource;
  readonly kind: TrackKind;
  readonly rtpParameters: unknown;
  /** The only address from which packets are taken, and where RTCP goes. */
  readonly from: UdpAddress;
}

/**
 * The mirror of a tap: one track that comes as plain RTP from equipment that speaks no WebRTC. The packets
 * are neither encrypted nor authenticated, so an inlet is for wires that we own and is never offered to
 * a device of the public.
 */
export class Inlet {
  readonly trackId: TrackId;
  /** Where the equipment sends RTP and RTCP. */
  readonly address: UdpAddress;
  readonly #transport: PlainTransport;
  readonly #producer: Producer;

  private constructor(transport: PlainTransport, producer: Producer) {
    this.trackId = producer.id as TrackId;
    this.address = localAddress(transport);
    this.#transport = transport;
    this.#producer = producer;
  }

  /** @throws {SfuError} `badRtcParameters`, `closed` */
  static async create(router: Router, listen: PlainListen, announce: Announce, options: InletOptions): Promise<Inlet> {
    const rtpParameters = parseRtpParameters(options.kind, options.rtpParameters);
    const transport = await openPlainTransport(router, listen, options.from);
    try {
      const producer = await transport.produce({ kind: options.kind, rtpParameters });
      if (transport.closed) throw new SfuError('closed', 'the room closed meanwhile');
      announce(options.source, producer);
      return new Inlet(transport, producer);
    } catch (error) {
      transport.close();
      throw parameterRefusal(error, router.closed);
    }
  }

  get closed(): boolean {
    return this.#transport.closed;
  }

  async pause(): Promise<void> {
    await this.#producer.pause();
  }

  async resume(): Promise<void> {
    await this.#producer.resume();
  }

  onClosed(listener: () => void): void {
    this.#transport.observer.once('close', listener);
  }

  /** Ends its track. Idempotent. */
  close(): void {
    this.#transport.close();
  }
}
