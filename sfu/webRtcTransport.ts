import type { DtlsState, IceParameters, Router, TransportListenInfo, WebRtcServer, WebRtcTransport } from 'mediasoup/types';
import type { TransportOptions } from './contract.ts';
import { parseDtlsParameters } from './rtcParameters.ts';
import { parameterRefusal, refusal } from './refusal.ts';

/** Where browsers reach a worker: its own fixed port, or an address on which every transport opens a port. */
export type WebRtcListen = { readonly webRtcServer: WebRtcServer } | { readonly listenInfos: TransportListenInfo[] };

/** Enough for a sharp first picture on a poor mobile network; bandwidth estimation takes over in a second. */
const INITIAL_OUTGOING_BPS = 1_000_000;

/** UDP first, TCP where a network lets no UDP through. */
export async function openWebRtcTransport(router: Router, listen: WebRtcListen): Promise<WebRtcTransport> {
  return router.createWebRtcTransport({
    ...listen,
    enableUdp: true,
    enableTcp: true,
    preferUdp: true,
    initialAvailableOutgoingBitrate: INITIAL_OUTGOING_BPS,
  });
}

export function transportOptions(transport: WebRtcTransport): TransportOptions {
  const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
  return { id, iceParameters, iceCandidates, dtlsParameters };
}

/** @throws {SfuError} `badRtcParameters`, also when the transport is connected already; `closed` */
export async function connectTransport(transport: WebRtcTransport, dtlsParameters: unknown): Promise<void> {
  const parsed = parseDtlsParameters(dtlsParameters);
  try {
    await transport.connect({ dtlsParameters: parsed });
  } catch (error) {
    throw parameterRefusal(error, transport.closed);
  }
}

/** New ICE credentials after a change of network; media goes on. @throws {SfuError} `closed` */
export async function restartTransportIce(transport: WebRtcTransport): Promise<IceParameters> {
  try {
    return await transport.restartIce();
  } catch (error) {
    throw refusal(error, transport.closed);
  }
}

/**
 * The browser's end is gone for good: it said goodbye (a DTLS close_notify, as a closing page sends) or the
 * handshake failed. A lost network is not that: ICE restarts on the same transport.
 */
export function onFarEndGone(transport: WebRtcTransport, listener: () => void): void {
  transport.on('dtlsstatechange', (state: DtlsState) => {
    if (state === 'closed' || state === 'failed') listener();
  });
}
