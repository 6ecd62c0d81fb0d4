import { VideoCameraOutlined } from '@ant-design/icons';
import { useEffect } from 'react';
import type { VisitSummary } from '../../server/visits/contract.ts';
import { EmptyState } from '../kit/EmptyState.tsx';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { daysApart } from '../kit/formatTime.ts';
import { Placeholder } from '../kit/Placeholder.tsx';
import { Tag } from '../kit/Tag.tsx';
import { useNow } from '../kit/useNow.ts';
import { useVisits } from '../visits/queries.ts';
import styles from './LiveBoardPage.module.css';
import { LiveCard } from './LiveCard.tsx';
import { useWatchTexts } from './texts.ts';

const JUST_ENDED_MS = 2 * 3_600_000;

/** Every visit of the district that runs now, what comes today, and what has just ended. It keeps itself fresh. */
export function LiveBoardPage() {
  const t = useWatchTexts();
  const visits = useVisits();
  const nowMs = useNow(1000);
  useEffect(() => {
    // The next click is on a visit: what it needs is here before it. A failure is met again by that click.
    import('./LiveVisitPage.tsx').catch(() => undefined);
  }, []);
  const all = visits.data?.visits ?? [];
  const running = all.filter(({ state }) => state === 'inProgress');
  const live = running.filter((visit) => visit.live).sort(byStart);
  const waiting = running.filter((visit) => !visit.live).sort(byStart);
  const today = all
    .filter(({ state, appointedAtMs }) => state === 'appointed' && daysApart(appointedAtMs, nowMs) <= 0)
    .sort((a, b) => a.appointedAtMs - b.appointedAtMs);
  const ended = all
    .filter(({ closedAtMs }) => closedAtMs !== undefined && nowMs - closedAtMs < JUST_ENDED_MS)
    .sort((a, b) => (b.closedAtMs ?? 0) - (a.closedAtMs ?? 0));

  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>{t('board.title')}</h1>
        {visits.data && (
          <span role="status">
            <Tag tone={live.length > 0 ? 'live' : 'neutral'} dot={live.length > 0}>
              {live.length > 0 ? t('board.live', { count: live.length }) : t('board.none')}
            </Tag>
          </span>
        )}
      </header>
      {visits.isPending && <Placeholder cards={2} heightPx={180} />}
      {visits.isError && !visits.data && <ErrorNotice error={visits.error} onRetry={() => void visits.refetch()} />}
      {visits.data && running.length === 0 && (
        <EmptyState icon={<VideoCameraOutlined />} title={t('board.empty.title')} text={t('board.empty.text')} />
      )}
      <Cards visits={live} nowMs={nowMs} />
      <Cards heading={t('board.waiting')} visits={waiting} nowMs={nowMs} />
      <Cards heading={t('board.today')} visits={today} nowMs={nowMs} />
      <Cards heading={t('board.ended')} visits={ended} nowMs={nowMs} />
    </main>
  );
}

function byStart(a: VisitSummary, b: VisitSummary): number {
  return (a.startedAtMs ?? 0) - (b.startedAtMs ?? 0);
}

interface CardsProps {
  readonly heading?: string;
  readonly visits: readonly VisitSummary[];
  readonly nowMs: number;
}

function Cards({ heading, visits, nowMs }: CardsProps) {
  if (visits.length === 0) return null;
  return (
    <section className={styles.group}>
      {heading !== undefined && <h2 className={styles.heading}>{heading}</h2>}
      <ul className={styles.cards}>
        {visits.map((visit) => (
          <li key={visit.id}><LiveCard visit={visit} nowMs={nowMs} /></li>
        ))}
      </ul>
    </section>
  );
}
