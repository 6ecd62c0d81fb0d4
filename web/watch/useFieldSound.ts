import { useEffect, useState } from 'react';
import type { SoundMetric } from '../../server/visits/sound/contract.ts';
import { useLiveSocket } from '../visits/LiveSocketProvider.tsx';

/** The phone tells once a second; what is older than this says nothing about now. */
const FRESH_MS = 4000;

/** How the field sounds, for whoever watches this visit; undefined while its phone does not tell. */
export function useFieldSound(visitId: string): SoundMetric | undefined {
  const socket = useLiveSocket();
  const [sound, setSound] = useState<SoundMetric>();
  useEffect(() => {
    if (!socket) return;
    let stale: ReturnType<typeof setTimeout> | undefined;
    const stop = socket.on('visit:sound', (event) => {
      if (event.visitId !== visitId) return;
      setSound(event.sound);
      clearTimeout(stale);
      stale = setTimeout(() => { setSound(undefined); }, FRESH_MS);
    });
    return () => {
      stop();
      clearTimeout(stale);
    };
  }, [socket, visitId]);
  return sound;
}
