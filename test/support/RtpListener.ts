import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import {
  GenericNack,
  isRtcp,
  PictureLossIndication,
  RtcpHeader,
  RtcpPacketConverter,
  RtcpPayloadSpecificFeedback,
  RtcpSrPacket,
  RtcpTransportLayerFeedback,
  RtpPacket,
} from 'werift-rtp';
import type { TapHandle, UdpAddress } from '../../sfu/contract.ts';

const OWN_SSRC = 33_333_333;

/** A plain RTP endpoint at the far side of a tap. */
export class RtpListener {
  readonly address: UdpAddress;
  readonly packets: RtpPacket[] = [];
  readonly senderReports: RtcpSrPacket[] = [];
  /** Packets for which this says true are lost on the way. */
  lose: (packet: RtpPacket) => boolean = () => false;
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    const { address, port } = socket.address();
    this.address = { ip: address, port };
    this.#socket = socket;
    socket.on('message', (message) => this.#take(message));
  }

  static async open(): Promise<RtpListener> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new RtpListener(socket);
  }

  /** The senders' counters in the packets that came, in the order in which they came. */
  get counters(): number[] {
    return this.packets.map(({ payload }) => payload.readUInt32BE(payload.length - 4));
  }

  /** RFC 4585 §6.3.1. */
  askForKeyFrame(tap: TapHandle): void {
    const feedback = new PictureLossIndication({ senderSsrc: OWN_SSRC, mediaSsrc: tap.track.ssrc });
    this.#write(tap, new RtcpPayloadSpecificFeedback({ feedback }).serialize());
  }

  /** RFC 4585 §6.2.1. */
  askAgainFor(tap: TapHandle, sequenceNumbers: number[]): void {
    const header = new RtcpHeader({ type: RtcpTransportLayerFeedback.type, count: GenericNack.count, version: 2 });
    const feedback = new GenericNack({ header, senderSsrc: OWN_SSRC, mediaSourceSsrc: tap.track.ssrc, lost: sequenceNumbers });
    this.#write(tap, new RtcpTransportLayerFeedback({ feedback, header }).serialize());
  }

  async close(): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }

  #write(tap: TapHandle, packet: Buffer): void {
    this.#socket.send(packet, tap.address.port, tap.address.ip);
  }

  #take(message: Buffer): void {
    if (isRtcp(message)) {
      const reports = RtcpPacketConverter.deSerialize(message).filter((packet) => packet instanceof RtcpSrPacket);
      this.senderReports.push(...reports);
      return;
    }
    const packet = RtpPacket.deSerialize(message);
    if (!this.lose(packet)) this.packets.push(packet);
  }
}
