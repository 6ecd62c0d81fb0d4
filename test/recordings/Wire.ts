import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { isRtcp, parseRtpPacket } from '../../recordings/rtp/rtpPacket.ts';
import type { UdpAddress } from '../../sfu/contract.ts';

export interface PassingPacket {
  readonly datagram: Buffer;
  readonly sequence: number;
  /** Counts RTP packets from 0. */
  readonly number: number;
  /** Milliseconds since the first packet. */
  readonly atMs: number;
}

/**
 * What happens to one RTP packet: passed on, dropped by the network, never sent (no sequence number is used up), cut to one
 * byte of payload, or passed on after so many milliseconds.
 */
export type Fault = (packet: PassingPacket) => 'pass' | 'drop' | 'unsent' | 'silence' | number;

/**
 * Stands where the SFU's tap would: takes a sender's RTP and RTCP on two ports and passes both on from one port, as
 * a tap does, with whatever fault a test wants. Repeats packets on NACK unless told otherwise, also through faults.
 */
export class Wire {
  readonly #rtp: Socket;
  readonly #rtcp: Socket;
  readonly #out: Socket;
  readonly #sent = new Map<number, Buffer>();
  #to: UdpAddress | undefined;
  #fault: Fault = () => 'pass';
  #repeats = true;
  #count = 0;
  #firstAtMs = 0;
  /** Added to every sequence number and timestamp, so that several senders look like one. */
  #sequenceShift = 0;
  #timestampShift = 0;
  #last: { sequence: number; timestamp: number; atMs: number } | undefined;
  #onNextPacket: ((sequence: number, timestamp: number, nowMs: number) => void) | undefined;
  /** What the recorder asked for. */
  keyFrameRequests = 0;
  nackedPackets = 0;
  dropped = 0;

  private constructor(rtp: Socket, rtcp: Socket, out: Socket) {
    this.#rtp = rtp;
    this.#rtcp = rtcp;
    this.#out = out;
    rtp.on('message', (datagram) => { this.#pass(datagram); });
    rtcp.on('message', (datagram) => { this.#passReport(datagram); });
    out.on('message', (datagram) => { this.#heard(datagram); });
  }

  static async open(): Promise<Wire> {
    return new Wire(await bound(), await bound(), await bound());
  }

  /** Where a sender must send to. */
  get entry(): { readonly rtpPort: number; readonly rtcpPort: number } {
    return { rtpPort: portOf(this.#rtp), rtcpPort: portOf(this.#rtcp) };
  }

  /** Where its packets seem to come from. */
  get from(): UdpAddress {
    return { ip: '127.0.0.1', port: portOf(this.#out) };
  }

  connect(to: UdpAddress): void {
    this.#to = to;
  }

  impair(fault: Fault, options: { repeats?: boolean } = {}): void {
    this.#fault = fault;
    this.#repeats = options.repeats ?? true;
  }

  /** The next sender continues the numbering of the one before, as one encoder that was set anew would. */
  splice(clockRate: number): void {
    this.#onNextPacket = (sequence, timestamp, nowMs) => {
      if (this.#last === undefined) return;
      this.#sequenceShift = this.#last.sequence + 1 - sequence;
      this.#timestampShift = this.#last.timestamp + Math.round(((nowMs - this.#last.atMs) * clockRate) / 1_000) - timestamp;
    };
  }

  /** Sequence numbers and timestamps pass their largest value after so many packets and timestamp units. */
  wrapAfter(packets: number, timestampUnits: number): void {
    this.#onNextPacket = (sequence, timestamp) => {
      this.#sequenceShift = 0x10000 - packets - sequence;
      this.#timestampShift = 2 ** 32 - timestampUnits - timestamp;
    };
  }

  close(): void {
    this.#rtp.close();
    this.#rtcp.close();
    this.#out.close();
  }

  #pass(datagram: Buffer): void {
    const packet = parseRtpPacket(datagram);
    if (packet === undefined || isRtcp(datagram)) return;
    const nowMs = performance.now();
    if (this.#count === 0) this.#firstAtMs = nowMs;
    this.#onNextPacket?.(packet.sequence, packet.timestamp, nowMs);
    this.#onNextPacket = undefined;
    const sequence = (packet.sequence + this.#sequenceShift) & 0xffff;
    const timestamp = (packet.timestamp + this.#timestampShift) % 2 ** 32;
    datagram.writeUInt16BE(sequence, 2);
    datagram.writeUInt32BE((timestamp + 2 ** 32) % 2 ** 32, 4);

    const fate = this.#fault({ datagram, sequence, number: this.#count, atMs: nowMs - this.#firstAtMs });
    this.#count += 1;
    if (fate === 'unsent') {
      this.#sequenceShift -= 1;
      return;
    }
    this.#last = { sequence, timestamp, atMs: nowMs };
    this.#sent.set(sequence, datagram);
    if (fate === 'pass') this.#send(datagram);
    else if (fate === 'silence') this.#send(datagram.subarray(0, 13));
    else if (fate === 'drop') this.dropped += 1;
    else setTimeout(() => { this.#send(datagram); }, fate);
  }

  #passReport(datagram: Buffer): void {
    if (datagram[1] === 200) {
      const timestamp = (datagram.readUInt32BE(16) + this.#timestampShift) % 2 ** 32;
      datagram.writeUInt32BE((timestamp + 2 ** 32) % 2 ** 32, 16);
    }
    this.#send(datagram);
  }

  #send(datagram: Buffer): void {
    if (this.#to === undefined) return;
    // Sending after the test closed the wire would be an error of the test, not of what it tests.
    try {
      this.#out.send(datagram, this.#to.port, this.#to.ip, () => undefined);
    } catch { /* closed */ }
  }

  /** Reads feedback with a reader of its own, so that the recorder's writer is judged by something else. */
  #heard(datagram: Buffer): void {
    for (let at = 0; at + 12 <= datagram.byteLength;) {
      const type = datagram[at + 1];
      const format = (datagram[at] ?? 0) & 0x1f;
      const end = at + (datagram.readUInt16BE(at + 2) + 1) * 4;
      if (type === 206 && format === 1) this.keyFrameRequests += 1;
      if (type === 205 && format === 1) {
        for (let item = at + 12; item + 4 <= end; item += 4) {
          const first = datagram.readUInt16BE(item);
          const mask = datagram.readUInt16BE(item + 2);
          const wanted = [first, ...Array.from({ length: 16 }, (_, bit) => bit).filter((bit) => (mask >> bit) & 1).map((bit) => first + 1 + bit)];
          for (const sequence of wanted) this.#repeat(sequence & 0xffff);
        }
      }
      at = end;
    }
  }

  #repeat(sequence: number): void {
    this.nackedPackets += 1;
    const datagram = this.#sent.get(sequence);
    if (datagram !== undefined && this.#repeats) this.#send(datagram);
  }
}

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => { socket.bind(0, '127.0.0.1', resolve); });
  socket.setRecvBufferSize(4 * 1024 * 1024);
  return socket;
}

function portOf(socket: Socket): number {
  return (socket.address()).port;
}
