import type { types } from 'mediasoup-client';
import type { TransportView } from '../../server/visits/contract.ts';
import type { LiveLine } from './LiveSocket.ts';
import type { TransportCondition } from './Link.ts';

/** The server's view of a transport is mediasoup's own JSON; mediasoup-client checks it while building. */
export function transportOptions(view: TransportView): types.TransportOptions {
  return view as unknown as types.TransportOptions;
}

/** Answers the transport's wish to connect, and tells how it fares. */
export function wireTransport(
  transport: types.Transport,
  line: LiveLine,
  visitId: string,
  onCondition: (condition: TransportCondition) => void,
): void {
  transport.on('connect', ({ dtlsParameters }, done, failed) => {
    line
      .request('live:connect', { visitId, transportId: transport.id, dtlsParameters: { ...dtlsParameters } })
      .then(done, failed);
  });
  transport.on('connectionstatechange', (state) => {
    if (state === 'connected' || state === 'disconnected' || state === 'failed') onCondition(state);
  });
}

export async function restartTransportIce(
  transport: types.Transport | undefined,
  line: LiveLine,
  visitId: string,
): Promise<void> {
  if (!transport) return;
  const { iceParameters } = await line.request('live:restartIce', { visitId, transportId: transport.id });
  await transport.restartIce({ iceParameters: iceParameters as types.IceParameters });
}
