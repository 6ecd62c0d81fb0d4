import { PlaySquareOutlined, SearchOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { VisitSummary } from '../../server/visits/contract.ts';
import { EmptyState } from '../kit/EmptyState.tsx';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { formatClock, formatDay, formatDuration } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { Placeholder } from '../kit/Placeholder.tsx';
import { serverNow } from '../kit/serverClock.ts';
import { useVisits } from '../visits/queries.ts';
import { useVisitTexts } from '../visits/texts.ts';
import { VisitStateTag } from '../visits/VisitStateTag.tsx';
import styles from './ReviewListPage.module.css';
import { useReplayTexts } from './texts.ts';

/** Every recording this person may replay, the newest first. */
export function ReviewListPage() {
  const t = useReplayTexts();
  const visits = useVisits();
  const [search, setSearch] = useState('');
  const all = (visits.data?.visits ?? [])
    .filter(({ may }) => may.replay)
    .toSorted((a, b) => (b.closedAtMs ?? 0) - (a.closedAtMs ?? 0));
  const words = search.trim().toLowerCase();
  const shown = all.filter(({ household, investigators }) =>
    [household.applicantName, household.address, household.caseNumber, ...investigators.map(({ name }) => name)]
      .some((text) => text.toLowerCase().includes(words)));

  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>{t('list.title')}</h1>
        {all.length > 0 && (
          <Input
            className={styles.search ?? ''}
            size="large"
            allowClear
            prefix={<SearchOutlined aria-hidden />}
            placeholder={t('list.search')}
            aria-label={t('list.search')}
            value={search}
            onChange={(event) => { setSearch(event.target.value); }}
          />
        )}
      </header>
      {visits.isPending && <Placeholder cards={4} heightPx={92} />}
      {visits.isError && !visits.data && <ErrorNotice error={visits.error} onRetry={() => void visits.refetch()} />}
      {visits.data && all.length === 0 && (
        <EmptyState icon={<PlaySquareOutlined />} title={t('list.empty')} text={t('list.empty.text')} />
      )}
      {all.length > 0 && shown.length === 0 && <EmptyState icon={<SearchOutlined />} title={t('list.none')} />}
      <ul className={styles.rows}>
        {shown.map((visit) => <li key={visit.id}><Row visit={visit} /></li>)}
      </ul>
    </main>
  );
}

function Row({ visit }: { readonly visit: VisitSummary }) {
  const t = useReplayTexts();
  const shared = useVisitTexts();
  const language = useLanguage();
  const { household, startedAtMs, closedAtMs } = visit;
  return (
    <Link to={`/review/${visit.id}`} className={styles.row} data-testid="review-row" data-visit-id={visit.id}>
      <span className={styles.play} aria-hidden><PlaySquareOutlined /></span>
      <span className={styles.who}>
        <strong>{household.applicantName}</strong>
        <span>{household.address}</span>
      </span>
      <span className={styles.facts}>
        {startedAtMs !== undefined && <span>{formatDay(startedAtMs, serverNow(), language)} {formatClock(startedAtMs)}</span>}
        {startedAtMs !== undefined && closedAtMs !== undefined && (
          <span>{t('list.duration', { duration: formatDuration(closedAtMs - startedAtMs) })}</span>
        )}
      </span>
      <span className={styles.facts}>
        <span>{visit.investigators.map(({ name }) => name).join(language === 'en' ? ', ' : '、')}</span>
        <span>{shared(`case.${household.caseType}`)}</span>
      </span>
      <VisitStateTag visit={visit} />
    </Link>
  );
}
