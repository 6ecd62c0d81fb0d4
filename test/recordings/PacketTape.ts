import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import type { RtpTrack, UdpAddress } from '../../sfu/contract.ts';
import { sendPicture, sendSound } from './rtpSender.ts';
import { Wire } from './Wire.ts';

interface TapedPacket {
  readonly atMs: number;
  readonly datagram: Buffer;
}

/** One track's packets, as an encoder sent them, to be played again any number of times. */
export class PacketTape {
  readonly track: RtpTrack;
  readonly #packets: readonly TapedPacket[];
  readonly #lengthMs: number;
  readonly #timestampSpan: number;

  private constructor(track: RtpTrack, packets: readonly TapedPacket[], seconds: number) {
    this.track = track;
    this.#packets = packets;
    this.#lengthMs = seconds * 1_000;
    this.#timestampSpan = seconds * track.clockRate;
  }

  static async record(track: RtpTrack, seconds: number, picture: { kbitPerSecond?: number; size?: string; framesPerKeyframe?: number } = {}): Promise<PacketTape> {
    const wire = await Wire.open();
    const packets: TapedPacket[] = [];
    wire.impair(({ datagram, atMs }) => {
      packets.push({ atMs, datagram: Buffer.from(datagram) });
      return 'drop';
    });
    try {
      if (track.kind === 'audio') await sendSound(track, wire, { seconds });
      else await sendPicture(track, wire, { seconds, kbitPerSecond: 1_500, size: '1280x720', framesPerKeyframe: 50, ...picture });
    } finally {
      wire.close();
    }
    return new PacketTape(track, packets, seconds);
  }

  get bytesPerSecond(): number {
    return this.#packets.reduce((sum, { datagram }) => sum + datagram.byteLength, 0) / (this.#lengthMs / 1_000);
  }

  /** The `n`th packet, counting on over the end of the tape, with numbers that go on with it. */
  at(n: number): TapedPacket {
    const round = Math.floor(n / this.#packets.length);
    const { atMs, datagram } = this.#packets[n % this.#packets.length]!;
    const copy = Buffer.from(datagram);
    copy.writeUInt16BE(n & 0xffff, 2);
    copy.writeUInt32BE((datagram.readUInt32BE(4) + round * this.#timestampSpan) % 2 ** 32, 4);
    return { atMs: atMs + round * this.#lengthMs, datagram: copy };
  }
}

/** Plays tapes to many listeners at once, in real time, each from an address of its own. */
export class TapePlayer {
  readonly #lines: { readonly tape: PacketTape; readonly socket: Socket; to: UdpAddress; readonly delayMs: number; next: number }[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** Answers where its packets will come from. */
  async add(tape: PacketTape, to: UdpAddress, delayMs: number): Promise<UdpAddress> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => { socket.bind(0, '127.0.0.1', resolve); });
    // What a listener asks for is not answered: nothing may be lost on the way.
    socket.on('message', () => undefined);
    this.#lines.push({ tape, socket, to, delayMs, next: 0 });
    return { ip: '127.0.0.1', port: socket.address().port };
  }

  /** From now on the tape of this address goes elsewhere. */
  redirect(from: UdpAddress, to: UdpAddress): void {
    const line = this.#lines.find(({ socket }) => socket.address().port === from.port);
    if (line !== undefined) line.to = to;
  }

  get sent(): number {
    return this.#lines.reduce((sum, { next }) => sum + next, 0);
  }

  start(): void {
    const startedAtMs = performance.now();
    this.#timer = setInterval(() => {
      const elapsedMs = performance.now() - startedAtMs;
      for (const line of this.#lines) {
        for (;;) {
          const { atMs, datagram } = line.tape.at(line.next);
          if (atMs + line.delayMs > elapsedMs) break;
          line.socket.send(datagram, line.to.port, line.to.ip);
          line.next += 1;
        }
      }
    }, 5);
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const { socket } of this.#lines) socket.close();
  }
}
