import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { chmod, rm } from 'node:fs/promises';
import { once } from 'node:events';
import type { Engine } from '../Engine.ts';
import { Connection } from './Connection.ts';

export type Address = { readonly socketPath: string } | { readonly tcpPort: number };

/** Takes connections on a Unix socket of mode 0600, or on a port of loopback. */
export class Listener {
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  #lastId = 0;

  private constructor(engine: Engine) {
    this.#server = createServer((socket) => {
      this.#lastId += 1;
      const connection = new Connection(socket, engine, this.#lastId);
      this.#connections.add(connection);
      socket.on('close', () => this.#connections.delete(connection));
    });
  }

  static async create(engine: Engine, address: Address): Promise<Listener> {
    const listener = new Listener(engine);
    if ('socketPath' in address) {
      // What a killed process left behind. Whoever holds the data folder's lock owns the socket.
      await rm(address.socketPath, { force: true });
      listener.#server.listen(address.socketPath);
      await once(listener.#server, 'listening');
      await chmod(address.socketPath, 0o600);
    } else {
      listener.#server.listen(address.tcpPort, '127.0.0.1');
      await once(listener.#server, 'listening');
    }
    return listener;
  }

  /** The port where it listens on one. */
  get port(): number | undefined {
    const address = this.#server.address();
    return typeof address === 'object' ? address?.port : undefined;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const connection of this.#connections) connection.close();
    await closed;
  }
}
