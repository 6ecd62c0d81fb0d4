import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { LinkState } from '../rtc/Link.ts';
import { PublisherSession } from '../rtc/PublisherSession.ts';
import { publishSound } from '../sound/publishSound.ts';
import { useLiveSocket } from '../visits/LiveSocketProvider.tsx';
import type { FieldMedia } from './openCamera.ts';

const CONNECTING: LinkState = { at: 'connecting' };
const never = (): (() => void) => () => undefined;

/**
 * Sends this phone's camera and microphone for as long as the component is shown. New media is put in the
 * place of the old without leaving the room.
 * @param begun the server knows that the visit has begun; before that there is no room to enter
 */
export function usePublisher(visitId: string, media: FieldMedia, begun: boolean): { link: LinkState; rejoin: () => void } {
  const socket = useLiveSocket();
  const [session, setSession] = useState<PublisherSession>();
  const [round, setRound] = useState(0);
  const current = useRef(media);

  useEffect(() => {
    if (!socket || !begun) return;
    const { camera, sound } = current.current;
    const { microphone, making } = sound.snapshot();
    const opened = new PublisherSession(socket, visitId, { camera, microphone }, { microphone: making });
    setSession(opened);
    return () => {
      opened.close();
      setSession(undefined);
    };
  }, [socket, visitId, round, begun]);

  useEffect(() => {
    if (current.current === media) return;
    current.current = media;
    void session?.replaceTrack('camera', media.camera);
    void session?.replaceTrack('microphone', media.sound.snapshot().microphone);
  }, [session, media]);

  useEffect(() => session && publishSound(session, media.sound), [session, media.sound]);

  const link = useSyncExternalStore(session?.subscribe ?? never, session?.state ?? (() => CONNECTING));
  return { link, rejoin: () => { setRound((before) => before + 1); } };
}
