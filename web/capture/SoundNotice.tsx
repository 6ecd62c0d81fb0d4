import { useSyncExternalStore } from 'react';
import type { FieldSound } from '../sound/FieldSound.ts';
import styles from './LiveCapture.module.css';
import { useCaptureTexts } from './texts.ts';

/** What a person must act on now, and what was done without asking. */
export function SoundNotice({ sound }: { readonly sound: FieldSound }) {
  const t = useCaptureTexts();
  const { metric, changedTo } = useSyncExternalStore(sound.subscribe, sound.snapshot);
  if (metric?.state === 'dead') {
    return <p className={styles.notice} role="alert" data-testid="microphone-dead">{t('sound.advice.dead')}</p>;
  }
  if (changedTo !== undefined) {
    return <p className={styles.notice} role="status">{t('sound.changed', { name: changedTo === '' ? t('sound.microphone.unnamed') : changedTo })}</p>;
  }
  return null;
}
