import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Another address of this machine's loopback, on which the relay stands for the server. */
export const RELAY_ADDRESS = '127.0.0.2';

/** What the line does to media packets: lost with this probability, late by `delayMs` and up to `jitterMs` more. */
export interface Line {
  readonly loss?: number;
  readonly delayMs?: number;
  readonly jitterMs?: number;
}

interface Pair {
  readonly phone: Socket;
  readonly server: Socket;
}

/**
 * A bad line between a phone and the platform: pages, API and sockets (TCP) and media (UDP) go through it, and it loses,
 * delays, reorders or cuts. A cut is a tunnel, not a hang-up: nothing arrives, and nobody is told.
 */
export class LossyRelay {
  /** Where a phone finds the platform. */
  readonly url: string;
  readonly #tcp: Server;
  readonly #udp: UdpSocket;
  readonly #pairs = new Set<Pair>();
  /** By the phone's address and port. */
  readonly #media = new Map<string, UdpSocket>();
  #line: Line = {};
  #isCut = false;

  private constructor(tcp: Server, udp: UdpSocket, platformPort: number, mediaPort: number) {
    this.#tcp = tcp;
    this.#udp = udp;
    this.url = `http://${RELAY_ADDRESS}:${(tcp.address() as AddressInfo).port}`;
    tcp.on('connection', (phone) => { this.#connect(phone, platformPort); });
    udp.on('message', (packet, phone) => {
      this.#pass(() => { this.#toServer(phone).send(packet, mediaPort, '127.0.0.1'); });
    });
  }

  /**
   * @param platformUrl a platform that announces its media at `RELAY_ADDRESS`
   * @param mediaPort where it listens for media, on 127.0.0.1; the relay takes the same on its own address
   */
  static async open(platformUrl: string, mediaPort: number): Promise<LossyRelay> {
    const tcp = createServer({ noDelay: true });
    tcp.listen(0, RELAY_ADDRESS);
    await once(tcp, 'listening');
    const udp = createSocket('udp4');
    udp.bind(mediaPort, RELAY_ADDRESS);
    await once(udp, 'listening');
    return new LossyRelay(tcp, udp, Number(new URL(platformUrl).port), mediaPort);
  }

  set line(line: Line) {
    this.#line = line;
  }

  cut(): void {
    this.#isCut = true;
    for (const { phone, server } of this.#pairs) {
      phone.pause();
      server.pause();
    }
  }

  heal(): void {
    this.#isCut = false;
    for (const { phone, server } of this.#pairs) {
      phone.resume();
      server.resume();
    }
  }

  async close(): Promise<void> {
    for (const { phone, server } of this.#pairs) {
      phone.destroy();
      server.destroy();
    }
    for (const socket of this.#media.values()) socket.close();
    this.#udp.close();
    this.#tcp.close();
    await once(this.#tcp, 'close');
  }

  #connect(phone: Socket, platformPort: number): void {
    const server = connect(platformPort, '127.0.0.1');
    const pair = { phone, server };
    this.#pairs.add(pair);
    for (const [from, to] of [[phone, server], [server, phone]] as const) {
      from.on('data', (chunk: Buffer) => {
        if (!to.write(chunk)) from.pause();
      });
      to.on('drain', () => { if (!this.#isCut) from.resume(); });
      from.on('end', () => to.end());
      from.on('error', () => to.destroy());
      from.on('close', () => {
        to.destroy();
        this.#pairs.delete(pair);
      });
    }
    if (this.#isCut) {
      phone.pause();
      server.pause();
    }
  }

  #toServer({ address, port }: RemoteInfo): UdpSocket {
    const known = this.#media.get(`${address}:${port}`);
    if (known) return known;
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    socket.on('message', (packet) => {
      this.#pass(() => { this.#udp.send(packet, port, address); });
    });
    this.#media.set(`${address}:${port}`, socket);
    return socket;
  }

  #pass(send: () => void): void {
    const { loss = 0, delayMs = 0, jitterMs = 0 } = this.#line;
    if (this.#isCut || Math.random() < loss) return;
    if (delayMs + jitterMs === 0) send();
    else setTimeout(() => { if (!this.#isCut) send(); }, delayMs + Math.random() * jitterMs);
  }
}
