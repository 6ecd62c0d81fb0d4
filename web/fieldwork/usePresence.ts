import { useEffect } from 'react';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { phaseOf } from '../../server/visits/phases/contract.ts';
import { useLiveSocket } from '../visits/LiveSocketProvider.tsx';
import { deviceId } from '../device/deviceId.ts';

/**
 * Stands for this investigator in the visit as long as the page is open: once they have come, every new connection
 * says so by itself. The first time they say it with their own tap.
 */
export function usePresence(visit: VisitDetail | undefined, ownId: string | undefined): void {
  const socket = useLiveSocket();
  const visitId = visit?.id;
  const counts = visit !== undefined && phaseOf(visit.state) === 'live' && visit.state !== 'signed';
  const hasCome = visit !== undefined && (visit.presence.present.some((one) => one.accountId === ownId) || visit.presence.gaps.some((gap) => gap.accountId === ownId && gap.cause === 'connectionLost'));
  useEffect(() => {
    if (!socket || visitId === undefined || !counts || !hasCome) return;
    const say = (): void => {
      // A refusal or a lost line: the next connection says it again, and the page shows who is present.
      void socket.request('live:present', { visitId, deviceId: deviceId() }).catch(() => undefined);
    };
    if (socket.connected) say();
    return socket.onConnection((connected) => { if (connected) say(); });
  }, [socket, visitId, counts, hasCome]);
}
