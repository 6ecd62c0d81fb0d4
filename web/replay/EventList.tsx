import {
  AlertOutlined, CameraOutlined, EyeInvisibleOutlined, EyeOutlined, FileProtectOutlined, FlagOutlined, PauseCircleOutlined, StopOutlined, VideoCameraOutlined, WarningOutlined,
} from '@ant-design/icons';
import { formatClock, formatDuration } from '../kit/formatTime.ts';
import type { Gap } from '../../recordings/contract.ts';
import type { GapView } from '../../server/visits/contract.ts';
import { useVisitTexts } from '../visits/texts.ts';
import styles from './EventList.module.css';
import { useReplayTexts } from './texts.ts';
import type { EventKind, TimelineEvent } from './timeline.ts';
import { useEventLabel } from './useEventLabel.ts';

const ICONS: Record<EventKind, typeof FlagOutlined> = {
  started: FlagOutlined,
  publisherJoined: VideoCameraOutlined,
  publisherLeft: PauseCircleOutlined,
  watcherJoined: EyeOutlined,
  watcherLeft: EyeInvisibleOutlined,
  photo: CameraOutlined,
  gap: WarningOutlined,
  alarm: AlertOutlined,
  closed: StopOutlined,
  sealed: FileProtectOutlined,
};

/** A gap of the recording, with the words of the visit where there are some. */
type ToldGap = Gap & Pick<GapView, 'explanation' | 'explainedBy'>;

interface Props {
  readonly events: readonly TimelineEvent[];
  readonly startMs: number;
  readonly atMs: number;
  readonly explanations: ReadonlyMap<string, ToldGap>;
  readonly onSeek: (toMs: number) => void;
}

/** What happened, in order; one touch goes there. */
export function EventList({ events, startMs, atMs, explanations, onSeek }: Props) {
  const labelOf = useEventLabel();
  const current = events.findLast((event) => event.atMs <= atMs)?.id;
  return (
    <ol className={styles.events}>
      {events.map((event) => {
        const Icon = ICONS[event.kind];
        return (
          <li key={event.id}>
            <button
              type="button"
              className={`${styles.event} ${event.kind === 'gap' || event.kind === 'alarm' ? styles.warn : ''}`}
              aria-current={event.id === current ? 'true' : undefined}
              data-testid="timeline-event"
              data-kind={event.kind}
              data-at-ms={Math.round(event.atMs - startMs)}
              onClick={() => { onSeek(event.atMs); }}
            >
              <span className={styles.icon}><Icon aria-hidden /></span>
              <span className={styles.what}>
                {labelOf(event)}
                {event.gap && <GapWords gap={explanations.get(event.gap.id) ?? event.gap} />}
              </span>
              {event.photo && <img className={styles.thumb} src={event.photo.thumbnailUrl} alt="" loading="lazy" />}
              <time>{formatClock(event.atMs, true)}</time>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function GapWords({ gap }: { readonly gap: ToldGap }) {
  const t = useReplayTexts();
  const shared = useVisitTexts();
  const duration = gap.endMs === undefined ? shared('gap.open') : formatDuration(Math.max(1000, gap.endMs - gap.startMs));
  return (
    <small className={styles.small}>
      {t('gap.length', { duration, cause: shared(`cause.${gap.cause}`) })}
      {gap.explanation !== undefined && (
        <span>{t('gap.explanation', { text: gap.explanation, who: gap.explainedBy ?? '' })}</span>
      )}
    </small>
  );
}
