import { isIP } from 'node:net';
import type { PlainTransport, Router } from 'mediasoup/types';
import type { UdpAddress } from './contract.ts';
import { refusal } from './refusal.ts';
import { SfuError } from './SfuError.ts';

/** Where plain RTP enters and leaves this machine. */
export interface PlainListen {
  readonly ip: string;
  readonly announcedAddress?: string;
}

/**
 * RTP and RTCP on one port, to and from `far` only. A far end on this machine is met on loopback, so that
 * the port is never open to the network.
 * @throws {SfuError} `badRtcParameters` when `far` is no UDP address, `closed`
 */
export async function openPlainTransport(router: Router, listen: PlainListen, far: UdpAddress): Promise<PlainTransport> {
  if (isIP(far.ip) === 0 || !Number.isInteger(far.port) || far.port < 1 || far.port > 65_535) {
    throw new SfuError('badRtcParameters', `${far.ip}:${far.port} is no UDP address`);
  }
  let transport: PlainTransport | undefined;
  try {
    transport = await router.createPlainTransport({
      listenInfo: isLoopback(far.ip) ? { protocol: 'udp', ip: far.ip } : { protocol: 'udp', ...listen },
      rtcpMux: true,
      comedia: false,
    });
    await transport.connect({ ip: far.ip, port: far.port });
    return transport;
  } catch (error) {
    transport?.close();
    throw refusal(error, router.closed);
  }
}

export function localAddress(transport: PlainTransport): UdpAddress {
  return { ip: transport.tuple.localAddress, port: transport.tuple.localPort };
}

function isLoopback(ip: string): boolean {
  return ip === '::1' || ip.startsWith('127.');
}
