import { AudioMutedOutlined, AudioOutlined } from '@ant-design/icons';
import { useState, useSyncExternalStore } from 'react';
import { LevelMeter } from '../kit/LevelMeter.tsx';
import type { FieldSound } from '../sound/FieldSound.ts';
import { meterValue, toneOf } from '../visits/soundLevel.ts';
import { useVisitTexts } from '../visits/texts.ts';
import styles from './SoundChip.module.css';
import { SoundSheet } from './SoundSheet.tsx';
import { useCaptureTexts } from './texts.ts';

/** How the room sounds now, always in sight; a tap tells more and lets another microphone be chosen. */
export function SoundChip({ sound }: { readonly sound: FieldSound }) {
  const t = useCaptureTexts();
  const shared = useVisitTexts();
  const [open, setOpen] = useState(false);
  const { metric } = useSyncExternalStore(sound.subscribe, sound.snapshot);
  const state = metric?.state ?? 'silent';
  const tone = toneOf(state);
  return (
    <>
      <button
        type="button"
        className={`${styles.chip} ${styles[tone]}`}
        aria-label={t('sound.open', { state: shared(`sound.${state}`) })}
        data-testid="sound-state"
        data-state={state}
        onClick={() => { setOpen(true); }}
      >
        {state === 'dead' ? <AudioMutedOutlined aria-hidden /> : <AudioOutlined aria-hidden />}
        <LevelMeter value={metric ? meterValue(metric) : 0} label={shared('sound.meter')} tone={tone} />
        {tone !== 'good' && <span>{shared(`sound.${state}`)}</span>}
      </button>
      <SoundSheet open={open} sound={sound} onClose={() => { setOpen(false); }} />
    </>
  );
}
