import { VideoCameraOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import type { BoardVisit, DrawView } from '../../server/supervision/contract.ts';
import type { VisitSummary } from '../../server/visits/contract.ts';
import { request } from '../kit/api.ts';
import { phaseOf } from '../../server/visits/phases/contract.ts';
import { EmptyState } from '../kit/EmptyState.tsx';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { daysApart } from '../kit/formatTime.ts';
import { Placeholder } from '../kit/Placeholder.tsx';
import { Tag } from '../kit/Tag.tsx';
import { useNow } from '../kit/useNow.ts';
import { useVisits } from '../visits/queries.ts';
import { boardQuery } from './board.ts';
import styles from './LiveBoardPage.module.css';
import { LiveCard } from './LiveCard.tsx';
import { useWatchTexts } from './texts.ts';

/** An appointment is late when nobody has begun it after this long. */
const LATE_MS = 15 * 60_000;
const JUST_ENDED_MS = 2 * 3_600_000;

/** Every visit of the district that runs now, what comes today, and what has just ended. It keeps itself fresh. */
export function LiveBoardPage() {
  const t = useWatchTexts();
  const visits = useVisits();
  const board = useQuery(boardQuery);
  const navigate = useNavigate();
  const [error, setError] = useState<unknown>();
  const nowMs = useNow(1000);
  useEffect(() => {
    // The next click is on a visit: what it needs is here before it. A failure is met again by that click.
    import('./LiveVisitPage.tsx').catch(() => undefined);
  }, []);
  const all = visits.data?.visits ?? [];
  const running = all.filter(({ state }) => phaseOf(state) === 'live');
  const flagged = new Map((board.data?.visits ?? []).map((one) => [one.visitId, one.openFlags]));
  const live = running
    .filter((visit) => visit.live)
    .sort((a, b) => (flagged.get(b.id) ?? 0) - (flagged.get(a.id) ?? 0) || byStart(a, b));
  const waiting = running.filter((visit) => !visit.live).sort(byStart);
  const late = all.filter(({ state, appointedAtMs }) => phaseOf(state) === 'planned' && nowMs - appointedAtMs > LATE_MS).sort((a, b) => a.appointedAtMs - b.appointedAtMs);
  const today = all
    .filter(({ state, appointedAtMs }) => phaseOf(state) === 'planned' && daysApart(appointedAtMs, nowMs) <= 0 && nowMs - appointedAtMs <= LATE_MS)
    .sort((a, b) => a.appointedAtMs - b.appointedAtMs);
  const ended = all
    .filter(({ closedAtMs }) => closedAtMs !== undefined && nowMs - closedAtMs < JUST_ENDED_MS)
    .sort((a, b) => (b.closedAtMs ?? 0) - (a.closedAtMs ?? 0));

  /** One of those that are live, so that nobody chooses whom to look at. */
  async function draw(): Promise<void> {
    setError(undefined);
    try {
      const { visitId } = await request<DrawView>('POST', '/api/supervision/draw');
      void navigate(`/live/${visitId}`);
    } catch (thrown) {
      setError(thrown);
    }
  }

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
        <span className={styles.tools}>
          <Button size="large" data-testid="draw-visit" disabled={live.length === 0} onClick={() => void draw()}>{t('board.draw')}</Button>
          <Button size="large" data-testid="open-wall" onClick={() => void navigate('/live/wall')}>{t('board.wall')}</Button>
        </span>
      </header>
      {error !== undefined && <ErrorNotice error={error} />}
      {visits.isPending && <Placeholder cards={2} heightPx={180} />}
      {visits.isError && !visits.data && <ErrorNotice error={visits.error} onRetry={() => void visits.refetch()} />}
      {visits.data && running.length === 0 && (
        <EmptyState icon={<VideoCameraOutlined />} title={t('board.empty.title')} text={t('board.empty.text')} />
      )}
      <Cards visits={live} board={board.data?.visits} nowMs={nowMs} />
      <Cards heading={t('board.lost')} visits={waiting} board={board.data?.visits} nowMs={nowMs} />
      <Cards heading={t('board.late')} visits={late} nowMs={nowMs} />
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
  readonly board?: readonly BoardVisit[] | undefined;
  readonly visits: readonly VisitSummary[];
  readonly nowMs: number;
}

function Cards({ heading, visits, board, nowMs }: CardsProps) {
  if (visits.length === 0) return null;
  return (
    <section className={styles.group}>
      {heading !== undefined && <h2 className={styles.heading}>{heading}</h2>}
      <ul className={styles.cards}>
        {visits.map((visit) => (
          <li key={visit.id}><LiveCard visit={visit} board={board?.find(({ visitId }) => visitId === visit.id)} nowMs={nowMs} /></li>
        ))}
      </ul>
    </section>
  );
}
