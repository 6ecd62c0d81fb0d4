import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import type { types } from 'mediasoup';
import { bindingRequest, isStun } from './bindingRequest.ts';

interface Side {
  readonly transport: types.WebRtcTransport;
  readonly socket: Socket;
}

/**
 * Lets two ICE lite transports talk to each other, which neither would begin: towards each it is the
 * controlling ICE agent, and it hands on everything that is not STUN. On loopback only.
 */
export class IceRelay {
  readonly #sides: readonly [Side, Side];
  #closed = false;

  private constructor(sides: readonly [Side, Side]) {
    this.#sides = sides;
    const [left, right] = sides;
    left.socket.on('message', (datagram) => this.#forward(datagram, right));
    right.socket.on('message', (datagram) => this.#forward(datagram, left));
  }

  static async create(left: types.WebRtcTransport, right: types.WebRtcTransport): Promise<IceRelay> {
    return new IceRelay([
      { transport: left, socket: await openSocket() },
      { transport: right, socket: await openSocket() },
    ]);
  }

  /** Sends each transport the check that nominates this relay as its other end. */
  openPaths(): void {
    for (const side of this.#sides) this.#send(bindingRequest(side.transport.iceParameters), side);
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { socket } of this.#sides) socket.close();
  }

  #forward(datagram: Buffer, to: Side): void {
    if (!this.#closed && !isStun(datagram)) this.#send(datagram, to);
  }

  #send(datagram: Buffer, to: Side): void {
    const candidate = to.transport.iceCandidates[0];
    if (candidate !== undefined) to.socket.send(datagram, candidate.port, candidate.address);
  }
}

async function openSocket(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}
