import { useEffect, useState, useSyncExternalStore } from 'react';
import type { WatcherSnapshot } from '../rtc/WatcherSession.ts';
import { WatcherSession } from '../rtc/WatcherSession.ts';
import { useLiveSocket } from '../visits/LiveSocketProvider.tsx';

const never = (): (() => void) => () => undefined;

/** Watches this visit for as long as the component is shown and `active`. */
export function useWatcher(visitId: string, active: boolean): WatcherSnapshot | undefined {
  const socket = useLiveSocket();
  const [session, setSession] = useState<WatcherSession>();
  useEffect(() => {
    if (!socket || !active) return;
    const opened = new WatcherSession(socket, visitId);
    setSession(opened);
    return () => {
      opened.close();
      setSession(undefined);
    };
  }, [socket, visitId, active]);
  return useSyncExternalStore(session?.subscribe ?? never, session?.snapshot ?? (() => undefined));
}
