import { Radio } from 'antd';
import { useState, useSyncExternalStore } from 'react';
import { LevelMeter } from '../kit/LevelMeter.tsx';
import { Sheet } from '../kit/Sheet.tsx';
import type { FieldSound } from '../sound/FieldSound.ts';
import { meterValue, toneOf } from '../visits/soundLevel.ts';
import { useVisitTexts } from '../visits/texts.ts';
import styles from './SoundSheet.module.css';
import { useCaptureTexts } from './texts.ts';

interface Props {
  readonly open: boolean;
  readonly sound: FieldSound;
  readonly onClose: () => void;
}

/** How well the room is heard and what to do about it, the microphones, and what this device does to the sound and why. */
export function SoundSheet({ open, sound, onClose }: Props) {
  const t = useCaptureTexts();
  const shared = useVisitTexts();
  const [failed, setFailed] = useState(false);
  const { metric, microphones, deviceId, making } = useSyncExternalStore(sound.subscribe, sound.snapshot);
  const state = metric?.state ?? 'silent';
  const percent = Math.max(1, Math.round((making.realTimeFactor ?? 0) * 100));

  function choose(chosen: string): void {
    const microphone = microphones.find((one) => one.deviceId === chosen);
    if (!microphone) return;
    setFailed(false);
    sound.choose(microphone).catch(() => { setFailed(true); });
  }

  return (
    <Sheet open={open} title={t('sound.title')} onClose={onClose}>
      <div className={styles.now} data-tone={toneOf(state)}>
        <LevelMeter value={metric ? meterValue(metric) : 0} label={shared('sound.meter')} tone={toneOf(state)} />
        <div>
          <strong>{shared(`sound.${state}`)}</strong>
          <p>{t(`sound.advice.${state}`)}</p>
        </div>
      </div>
      <h3 className={styles.heading} id="microphones">{t('sound.microphone')}</h3>
      <Radio.Group
        className={styles.choices ?? ''}
        aria-labelledby="microphones"
        value={deviceId}
        onChange={({ target }) => { choose(String(target.value)); }}
      >
        {microphones.map((microphone, index) => (
          <Radio key={microphone.deviceId} value={microphone.deviceId} className={styles.choice ?? ''} data-testid="microphone-choice">
            {microphone.label === '' ? `${t('sound.microphone.unnamed')} ${index + 1}` : microphone.label}
            {microphone.external && <small className={styles.external}>{t('sound.microphone.external')}</small>}
          </Radio>
        ))}
      </Radio.Group>
      {failed && <p className={styles.failed} role="alert">{t('sound.microphone.failed')}</p>}
      <h3 className={styles.heading}>{t('sound.processing')}</h3>
      <p data-testid="sound-processing" data-processing={making.processing} data-reason={making.reason}>{t(`sound.processing.${making.processing}`)}</p>
      <p className={styles.reason}>{t(`sound.reason.${making.reason}`, { percent })}</p>
    </Sheet>
  );
}
