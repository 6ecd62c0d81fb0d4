import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { RtpParameters } from 'mediasoup/types';
import {
  GenericNack,
  isRtcp,
  PictureLossIndication,
  RtcpPacketConverter,
  RtcpPayloadSpecificFeedback,
  RtcpSenderInfo,
  RtcpSrPacket,
  RtcpTransportLayerFeedback,
  RtpHeader,
  RtpPacket,
} from 'werift-rtp';
import type { UdpAddress } from '../../sfu/contract.ts';

/** Bytes of filler behind the counter in every packet. */
const FILLER = Buffer.alloc(600, 0x5a);
/** RFC 6184 §5.4, §5.8: an SPS of constrained baseline 3.1 in a packet of its own, and slices in FU-A. */
const SPS = Buffer.from([0x67, 0x42, 0xe0, 0x1f]);
const IDR_SLICE = Buffer.from([0x7c, 0x85]);
const SLICE = Buffer.from([0x7c, 0x81]);

/**
 * Equipment that sends one track as real RTP over UDP: every packet carries a counter, a key frame follows
 * every PLI, and sender reports carry the wall clock. The counter is the last four bytes of a payload.
 */
export class RtpSender {
  readonly rtpParameters: RtpParameters;
  readonly address: UdpAddress;
  /** Key frame requests (PLI, RFC 4585 §6.3.1) that came back. */
  keyFrameRequests = 0;
  /** Sequence numbers that were asked for again. */
  readonly nacked: number[] = [];
  /** Packets sent so far, which is the next packet's counter. */
  sent = 0;
  readonly #socket: Socket;
  readonly #video: boolean;
  #to: UdpAddress | undefined;
  #sequenceNumber = 65_500; // Near its end, so that every test sees it wrap.
  #timestamp = 1_000_000;
  #keyFrameDue = true;

  private constructor(socket: Socket, rtpParameters: RtpParameters) {
    const { address, port } = socket.address();
    this.address = { ip: address, port };
    this.rtpParameters = rtpParameters;
    this.#socket = socket;
    this.#video = this.#codec.mimeType.startsWith('video/');
    socket.on('message', (message) => this.#take(message));
  }

  static async open(rtpParameters: RtpParameters): Promise<RtpSender> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new RtpSender(socket, rtpParameters);
  }

  connect(to: UdpAddress): void {
    this.#to = to;
  }

  /** One frame of three packets of picture, or one packet of sound; a key frame when one is due. */
  sendFrame(): void {
    if (this.#video) {
      const key = this.#keyFrameDue;
      this.#keyFrameDue = false;
      this.#send(key ? SPS : SLICE, false);
      this.#send(key ? IDR_SLICE : SLICE, false);
      this.#send(key ? IDR_SLICE : SLICE, true);
    } else {
      this.#send(Buffer.from([0x78]), false);
    }
    this.#timestamp = (this.#timestamp + this.#codec.clockRate / 50) >>> 0;
  }

  /** Frames at 50 a second, with a sender report before the first. */
  async sendFrames(count: number): Promise<void> {
    this.sendReport();
    for (let frame = 0; frame < count; frame += 1) {
      this.sendFrame();
      await delay(20);
    }
  }

  /** RFC 3550 §6.4.1. */
  sendReport(): void {
    const senderInfo = new RtcpSenderInfo({
      ntpTimestamp: ntpNow(),
      rtpTimestamp: this.#timestamp,
      packetCount: this.sent,
      octetCount: this.sent * FILLER.length,
    });
    this.#write(new RtcpSrPacket({ ssrc: this.#ssrc, senderInfo }).serialize());
  }

  async close(): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }

  get #codec(): RtpParameters['codecs'][number] {
    const [codec] = this.rtpParameters.codecs;
    if (!codec) throw new Error('a sender needs a codec');
    return codec;
  }

  get #ssrc(): number {
    const ssrc = this.rtpParameters.encodings?.[0]?.ssrc;
    if (ssrc === undefined) throw new Error('a sender needs an SSRC');
    return ssrc;
  }

  #send(head: Buffer, marker: boolean): void {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.sent);
    const header = new RtpHeader({
      payloadType: this.#codec.payloadType,
      sequenceNumber: this.#sequenceNumber,
      timestamp: this.#timestamp,
      ssrc: this.#ssrc,
      marker,
    });
    this.#write(new RtpPacket(header, Buffer.concat([head, FILLER, counter])).serialize());
    this.#sequenceNumber = (this.#sequenceNumber + 1) & 0xffff;
    this.sent += 1;
  }

  #write(packet: Buffer): void {
    if (!this.#to) throw new Error('the sender is not connected');
    this.#socket.send(packet, this.#to.port, this.#to.ip);
  }

  #take(message: Buffer): void {
    if (!isRtcp(message)) return;
    for (const packet of RtcpPacketConverter.deSerialize(message)) {
      if (packet instanceof RtcpPayloadSpecificFeedback && packet.feedback instanceof PictureLossIndication) {
        this.keyFrameRequests += 1;
        this.#keyFrameDue = true;
      }
      if (packet instanceof RtcpTransportLayerFeedback && packet.feedback instanceof GenericNack) {
        this.nacked.push(...packet.feedback.lost);
      }
    }
  }
}

/** RFC 5905 §6: seconds since 1900 in 32 bits, then their fraction. */
function ntpNow(): bigint {
  const nowMs = BigInt(Date.now());
  return ((nowMs / 1000n + 2_208_988_800n) << 32n) | (((nowMs % 1000n) << 32n) / 1000n);
}
