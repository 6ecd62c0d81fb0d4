import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { ItemView } from '../../../server/supervision/contract.ts';
import { useExchangeTexts } from '../../exchange/texts.ts';
import type { LiveSocket } from '../../rtc/LiveSocket.ts';
import { WatcherSession } from '../../rtc/WatcherSession.ts';
import { chime } from './chime.ts';
import styles from './FieldExchange.module.css';

interface Props {
  readonly socket: LiveSocket | undefined;
  readonly visitId: string;
  readonly items: readonly ItemView[];
}

const never = (): (() => void) => () => undefined;

/** The officer's voice in the field: announced by name and by a tone, then heard. */
export function OfficerVoice({ socket, visitId, items }: Props) {
  const t = useExchangeTexts();
  const audio = useRef<HTMLAudioElement>(null);
  const [session, setSession] = useState<WatcherSession>();
  useEffect(() => {
    if (!socket) return;
    const opened = new WatcherSession(socket, visitId, { as: 'listener' });
    setSession(opened);
    return () => {
      opened.close();
      setSession(undefined);
    };
  }, [socket, visitId]);
  const snapshot = useSyncExternalStore(session?.subscribe ?? never, session?.snapshot ?? (() => undefined));
  const hears = snapshot?.hasSound ?? false;
  useEffect(() => {
    const element = audio.current;
    if (!element || !snapshot || !hears) return;
    element.srcObject = snapshot.stream;
    element.play().catch(() => undefined);
  }, [snapshot?.stream, hears]);

  const speech = items.findLast(({ kind, endedAtMs }) => (kind === 'talk' || kind === 'whisper') && endedAtMs === undefined);
  useEffect(() => {
    if (speech?.kind === 'talk' || speech?.kind === 'whisper') chime(speech.kind);
  }, [speech?.id]);
  return (
    <>
      <audio ref={audio} data-testid="officer-voice" data-sound={hears} />
      {speech && (
        <p className={styles.voice} role="alert" data-testid="speech-banner" data-mode={speech.kind}>
          {t(speech.kind === 'talk' ? 'field.talk' : 'field.whisper', { name: speech.by.name })}
        </p>
      )}
    </>
  );
}
