import { EyeOutlined, TeamOutlined, UserSwitchOutlined } from '@ant-design/icons';
import { Link } from 'react-router';
import type { BoardVisit } from '../../server/supervision/contract.ts';
import type { VisitSummary } from '../../server/visits/contract.ts';
import { phaseOf } from '../../server/visits/phases/contract.ts';
import { formatClock, formatDay, formatDuration } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { useVisitTexts } from '../visits/texts.ts';
import { Tag } from '../kit/Tag.tsx';
import { VisitStateTag } from '../visits/VisitStateTag.tsx';
import styles from './LiveCard.module.css';
import { useWatchTexts } from './texts.ts';

interface Props {
  readonly visit: VisitSummary;
  /** Of a visit that runs. */
  readonly board?: BoardVisit | undefined;
  readonly nowMs: number;
}

export function LiveCard({ visit, board, nowMs }: Props) {
  const t = useWatchTexts();
  const shared = useVisitTexts();
  const language = useLanguage();
  const comma = language === 'en' ? ', ' : '、';
  const running = phaseOf(visit.state) === 'live';
  const when = `${formatDay(visit.appointedAtMs, nowMs, language)} ${formatClock(visit.appointedAtMs)}`;
  return (
    <Link
      to={`/live/${visit.id}`}
      className={`${styles.card} ${running && visit.live ? styles.live : ''}`}
      data-testid="live-card"
      data-visit-id={visit.id}
      data-live={visit.live}
      data-state={visit.state}
    >
      <span className={styles.top}>
        <VisitStateTag visit={visit} />
        {board !== undefined && board.openFlags > 0 && <Tag tone="live" testId="card-flags">{t('card.flags', { count: board.openFlags })}</Tag>}
        {visit.privacySinceMs !== undefined && <Tag tone="warn">{t('card.privacy')}</Tag>}
        <span className={styles.time}>
          {running && visit.startedAtMs !== undefined ? formatDuration(nowMs - visit.startedAtMs) : t('card.appointed', { time: when })}
        </span>
      </span>
      <span>
        <strong className={styles.name}>{visit.household.applicantName}</strong>
        <span className={styles.address}>{visit.household.address}</span>
      </span>
      <span className={styles.people}>
        <span><TeamOutlined aria-hidden />{visit.investigators.map(({ name }) => name).join(comma)}</span>
        {board?.lead && <span><UserSwitchOutlined aria-hidden />{t('card.lead', { name: board.lead.name })}</span>}
        {running && (
          <span>
            <EyeOutlined aria-hidden />
            {visit.watchers.length > 0
              ? shared('watching', { names: visit.watchers.map(({ name }) => name).join(comma) })
              : shared('watching.none')}
          </span>
        )}
      </span>
    </Link>
  );
}
