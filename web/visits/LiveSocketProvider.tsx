import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { createContext, useContext, useEffect, useState } from 'react';
import { useLanguage } from '../kit/language.ts';
import { LiveSocket } from '../rtc/LiveSocket.ts';
import { formKey, rememberWatchers, visitKey, VISITS_KEY } from './queries.ts';

const LiveSocketContext = createContext<LiveSocket | undefined>(undefined);

/** The signed-in page's one socket; undefined for the moment before it exists. */
export function useLiveSocket(): LiveSocket | undefined {
  return useContext(LiveSocketContext);
}

/** Opens the socket for as long as somebody is signed in, and keeps fetched visits fresh from its events. */
export function LiveSocketProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const language = useLanguage();
  const [socket, setSocket] = useState<LiveSocket>();

  useEffect(() => {
    const opened = LiveSocket.open(language);
    setSocket(opened);
    const refresh = (visitId: string): void => {
      void queries.invalidateQueries({ queryKey: VISITS_KEY });
      void queries.invalidateQueries({ queryKey: visitKey(visitId) });
      void queries.invalidateQueries({ queryKey: formKey(visitId) });
    };
    opened.on('visit:changed', ({ visitId }) => { refresh(visitId); });
    opened.on('visit:watchers', ({ visitId, watchers }) => { rememberWatchers(queries, visitId, watchers); });
    opened.on('visit:gap', ({ visitId }) => { refresh(visitId); });
    opened.on('visit:trackPublished', ({ visitId }) => { refresh(visitId); });
    opened.on('visit:trackEnded', ({ visitId }) => { refresh(visitId); });
    let wasConnected = false;
    opened.onConnection((connected) => {
      // Whatever was announced while the line was down is caught up by fetching again.
      if (connected && wasConnected) {
        void queries.invalidateQueries({ queryKey: VISITS_KEY });
        void queries.invalidateQueries({ queryKey: ['visit'] });
      }
      wasConnected ||= connected;
    });
    return () => {
      opened.close();
      setSocket(undefined);
    };
  }, [queries, language]);

  return <LiveSocketContext value={socket}>{children}</LiveSocketContext>;
}
