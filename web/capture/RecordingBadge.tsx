import { formatDuration } from '../kit/formatTime.ts';
import { useNow } from '../kit/useNow.ts';
import { useVisitTexts } from '../visits/texts.ts';
import styles from './RecordingBadge.module.css';
import type { RecordingState } from './recordingState.ts';
import { useCaptureTexts } from './texts.ts';

const SAYS = {
  device: 'recording.device',
  connecting: 'recording.connecting',
  interrupted: 'recording.interrupted',
  ended: 'recording.ended',
  alarm: 'recording.alarm',
} as const;

/** Says at every moment what is being recorded, and never claims more than the server confirmed. */
export function RecordingBadge({ state }: { readonly state: RecordingState }) {
  const t = useCaptureTexts();
  const shared = useVisitTexts();
  const nowMs = useNow(500);
  const on = state.is === 'on';
  return (
    <div
      className={`${styles.badge} ${styles[state.is]}`}
      role="status"
      data-testid="recording-badge"
      data-state={state.is}
      data-sources={on ? state.sources.join(' ') : ''}
    >
      <i className={styles.dot} aria-hidden />
      {on ? (
        <>
          <span>{t('recording.on')}</span>
          <span className={styles.sources}>{state.sources.map((source) => shared(`track.${source}`)).join(' · ')}</span>
          {state.sinceMs !== undefined && (
            <time className={styles.time} aria-hidden>{formatDuration(nowMs - state.sinceMs)}</time>
          )}
        </>
      ) : (
        <span>{t(SAYS[state.is])}</span>
      )}
    </div>
  );
}
