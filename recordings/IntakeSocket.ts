import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { UdpAddress } from '../sfu/contract.ts';

/** Room for a key frame of a large picture while the process is busy; the kernel may grant less. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** One UDP port that takes datagrams from one address only. */
export class IntakeSocket {
  readonly #socket: Socket;
  #from: UdpAddress | undefined;
  #onDatagram: ((datagram: Buffer) => void) | undefined;
  #closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (datagram, sender) => {
      if (sender.port === this.#from?.port && sender.address === this.#from.ip) this.#onDatagram?.(datagram);
    });
    // A refused RTCP message comes back as an error; the media side notices by silence.
    socket.on('error', () => undefined);
  }

  static async open(ip: string, port: number): Promise<IntakeSocket> {
    const socket = createSocket({ type: isIPv6(ip) ? 'udp6' : 'udp4' });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address: ip, port, exclusive: true }, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    try {
      socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
    } catch {
      // Refused on some systems instead of being cut to the limit; the default is enough for an idle machine.
    }
    return new IntakeSocket(socket);
  }

  get address(): UdpAddress {
    const { address, port } = this.#socket.address();
    return { ip: address, port };
  }

  listen(from: UdpAddress, onDatagram: (datagram: Buffer) => void): void {
    this.#from = from;
    this.#onDatagram = onDatagram;
  }

  send(message: Buffer): void {
    if (this.#closed || this.#from === undefined) return;
    this.#socket.send(message, this.#from.port, this.#from.ip);
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onDatagram = undefined;
    this.#socket.close();
  }
}
