import { useEffect, useState, useSyncExternalStore } from 'react';
import type { WatcherOptions, WatcherSnapshot } from '../rtc/WatcherSession.ts';
import { WatcherSession } from '../rtc/WatcherSession.ts';
import { useLiveSocket } from '../visits/LiveSocketProvider.tsx';

export interface Watching {
  readonly session: WatcherSession;
  readonly snapshot: WatcherSnapshot;
}

const never = (): (() => void) => () => undefined;

/**
 * Watches this visit for as long as the component is shown and `active`.
 * @param options read when watching begins
 */
export function useWatcher(visitId: string, active: boolean, options?: WatcherOptions): Watching | undefined {
  const socket = useLiveSocket();
  const [session, setSession] = useState<WatcherSession>();
  useEffect(() => {
    if (!socket || !active) return;
    const opened = new WatcherSession(socket, visitId, options);
    setSession(opened);
    return () => {
      opened.close();
      setSession(undefined);
    };
    // The options of a session that runs are changed through `want`.
  }, [socket, visitId, active]);
  const snapshot = useSyncExternalStore(session?.subscribe ?? never, session?.snapshot ?? (() => undefined));
  return session && snapshot && { session, snapshot };
}
