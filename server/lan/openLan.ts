import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo, Server as NetServer } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { LanAuthority } from './LanAuthority.ts';
import { welcome } from './welcome.ts';

export interface LanOptions {
  readonly dataDir: string;
  /** The machine's IPv4 address that phones can reach. */
  readonly address: string;
  /** Port of the page that says how to trust this machine; 0 takes a free one. */
  readonly welcomePort: number;
  /** Port of the platform itself, by TLS; 0 takes a free one. */
  readonly securePort: number;
}

/** The platform as phones of the local network reach it. */
export interface Lan {
  readonly welcomeUrl: string;
  readonly secureUrl: string;
  /** The authority's, to be compared by eye on the phone. */
  readonly fingerprint: string;
  /** Idempotent. Connections that were handed on end with the platform's own server. */
  close(): Promise<void>;
}

/**
 * Opens the platform's server to the local network by TLS, and beside it the page by which a phone comes to trust it.
 * The secured connections are handed to `platform`, so pages, API and live sockets are the same as on this machine.
 * @throws when a port is taken
 */
export async function openLan(platform: HttpServer, { dataDir, address, welcomePort, securePort }: LanOptions): Promise<Lan> {
  const authority = await LanAuthority.create(join(dataDir, 'lan'));
  await using opened = new AsyncDisposableStack();
  const secure = createTlsServer({ ...(await authority.identityFor(address)), ALPNProtocols: ['http/1.1'] }, (socket) => {
    platform.emit('connection', socket);
  });
  const secureUrl = `https://${address}:${await listen(secure, address, securePort)}`;
  opened.defer(() => shut(secure));
  const { certificate, fingerprint } = authority;
  const door = createServer(welcome({ certificate, fingerprint, secureUrl }));
  const welcomeUrl = `http://${address}:${await listen(door, address, welcomePort)}`;
  opened.defer(() => shut(door));
  const stack = opened.move();
  return { welcomeUrl, secureUrl, fingerprint, close: () => stack.disposeAsync() };
}

async function listen(server: NetServer, host: string, port: number): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function shut(server: NetServer | HttpServer): Promise<void> {
  if ('closeAllConnections' in server) server.closeAllConnections();
  await new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
}
