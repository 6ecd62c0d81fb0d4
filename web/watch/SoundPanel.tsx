import type { SoundState } from '../../server/visits/sound/contract.ts';
import { LevelMeter } from '../kit/LevelMeter.tsx';
import { meterValue, toneOf } from '../visits/soundLevel.ts';
import { useVisitTexts } from '../visits/texts.ts';
import styles from './SoundPanel.module.css';
import { useWatchTexts } from './texts.ts';
import { useFieldSound } from './useFieldSound.ts';

function isTrouble(state: SoundState): state is 'tooFar' | 'tooNoisy' | 'dead' {
  return toneOf(state) !== 'good';
}

/** How well the room is heard, as the phone in it tells: so that a supervisor knows whether to ask for a step nearer. */
export function SoundPanel({ visitId }: { readonly visitId: string }) {
  const t = useWatchTexts();
  const shared = useVisitTexts();
  const sound = useFieldSound(visitId);
  const tone = sound ? toneOf(sound.state) : 'good';
  return (
    <div className={`${styles.sound} ${styles[tone]}`} role="status" data-testid="field-sound" data-state={sound?.state ?? 'unknown'}>
      <LevelMeter value={sound ? meterValue(sound) : 0} label={shared('sound.meter')} tone={tone} />
      <span>
        <strong>{sound ? shared(`sound.${sound.state}`) : t('sound.unknown')}</strong>
        {sound && isTrouble(sound.state) && <span className={styles.advice}>{t(`sound.advice.${sound.state}`)}</span>}
        {sound?.snrDb !== undefined && <small>{t('sound.snr', { db: Math.round(sound.snrDb) })}</small>}
      </span>
    </div>
  );
}
