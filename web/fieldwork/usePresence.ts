import { useEffect } from 'react';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { phaseOf } from '../../server/visits/phases/contract.ts';
import { useLiveSocket } from '../visits/LiveSocketProvider.tsx';
import { deviceId } from '../device/deviceId.ts';

/** Well within the grace that the server gives. */
const AGAIN_MS = 3_000;

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
    let again: ReturnType<typeof setTimeout> | undefined;
    const say = (): void => {
      clearTimeout(again);
      if (!socket.connected) return;
      // Unsaid, the server would take this person for gone; a new connection says it by itself.
      socket.request('live:present', { visitId, deviceId: deviceId() }).catch(() => { again = setTimeout(say, AGAIN_MS); });
    };
    const off = socket.onConnection(say);
    return () => {
      clearTimeout(again);
      off();
    };
  }, [socket, visitId, counts, hasCome]);
}
