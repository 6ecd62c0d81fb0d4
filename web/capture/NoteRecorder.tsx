import { useEffect, useRef, useState } from 'react';
import { formatDuration } from '../kit/formatTime.ts';
import styles from './NoteRecorder.module.css';
import type { FieldMedia } from './openCamera.ts';
import type { Recording } from './recordNote.ts';
import { LIMIT_MS, recordNote } from './recordNote.ts';
import { useCaptureTexts } from './texts.ts';

interface Props {
  readonly kind: 'clip' | 'audio';
  readonly media: FieldMedia;
  /** Undefined when nothing could be recorded. */
  readonly onDone: (blob: Blob | undefined, startedAtDeviceMs: number) => void;
}

/** Records from the moment it is shown until it is stopped or its limit is reached. */
export function NoteRecorder({ kind, media, onDone }: Props) {
  const t = useCaptureTexts();
  const [elapsedMs, setElapsedMs] = useState(0);
  const recording = useRef<Recording>(undefined);
  const done = useRef(onDone);
  done.current = onDone;

  useEffect(() => {
    const startedAtMs = Date.now();
    let shown = true;
    const finish = (blob: Blob | undefined): void => { if (shown) done.current(blob, startedAtMs); };
    try {
      const { microphone } = media.sound.snapshot();
      recording.current = recordNote(kind, kind === 'clip' ? [media.camera, microphone] : [microphone]);
      recording.current.done.then(finish, () => { finish(undefined); });
    } catch {
      finish(undefined);
    }
    const timer = setInterval(() => { setElapsedMs(Date.now() - startedAtMs); }, 250);
    return () => {
      shown = false;
      clearInterval(timer);
      void recording.current?.stop().catch(() => undefined);
    };
  }, [kind, media]);

  return (
    <div className={styles.recorder} role="status">
      <i className={styles.dot} aria-hidden />
      <span className={styles.text}>{t(`note.${kind}`)} {formatDuration(elapsedMs)} / {formatDuration(LIMIT_MS[kind])}</span>
      <button type="button" className={styles.stop} data-testid="stop-note" onClick={() => void recording.current?.stop()}>{t('note.stop')}</button>
    </div>
  );
}
