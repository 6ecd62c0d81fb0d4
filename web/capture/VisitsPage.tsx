import { CalendarOutlined, CloudSyncOutlined } from '@ant-design/icons';
import { useEffect } from 'react';
import { Link } from 'react-router';
import type { VisitSummary } from '../../server/visits/contract.ts';
import { phaseOf } from '../../server/visits/phases/contract.ts';
import { EmptyState } from '../kit/EmptyState.tsx';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { daysApart, formatClock, formatDay } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { Placeholder } from '../kit/Placeholder.tsx';
import { useNow } from '../kit/useNow.ts';
import { useSession } from '../people/useSession.ts';
import { useVisits } from '../visits/queries.ts';
import { useVisitTexts } from '../visits/texts.ts';
import { VisitStateTag } from '../visits/VisitStateTag.tsx';
import { EvidenceQueue } from './EvidenceQueue.ts';
import { useEvidenceQueue } from './EvidenceQueues.tsx';
import { useCaptureTexts } from './texts.ts';
import styles from './VisitsPage.module.css';

type Group = 'open' | 'today' | 'later' | 'done';

function groupOf(visit: VisitSummary, nowMs: number): Group {
  const phase = phaseOf(visit.state);
  if (visit.sealedAtMs !== undefined || phase === 'over') return 'done';
  const days = daysApart(visit.appointedAtMs, nowMs);
  if (phase !== 'planned' || days < 0) return days === 0 ? 'today' : 'open';
  return days === 0 ? 'today' : 'later';
}

/** The investigator's own visits, the one to do now on top. */
export function VisitsPage() {
  const t = useCaptureTexts();
  const visits = useVisits();
  const nowMs = useNow(60_000);
  const pending = EvidenceQueue.pendingOf(useEvidenceQueue().items);
  useEffect(() => {
    // Fetched where the network still is good, which a visit's place need not be; a failure is met again by the click.
    import('./VisitPage.tsx').catch(() => undefined);
  }, []);
  const groups = new Map<Group, VisitSummary[]>([['open', []], ['today', []], ['later', []], ['done', []]]);
  for (const visit of visits.data?.visits ?? []) groups.get(groupOf(visit, nowMs))?.push(visit);
  groups.get('done')?.sort((a, b) => (b.sealedAtMs ?? 0) - (a.sealedAtMs ?? 0));
  for (const group of ['open', 'today', 'later'] as const) {
    groups.get(group)?.sort((a, b) => a.appointedAtMs - b.appointedAtMs);
  }

  return (
    <main className={styles.page}>
      <div className={styles.head}>
        <h1 className={styles.title}>{t('list.title')}</h1>
        <Link to="/sync" className={styles.sync} data-testid="sync-link" data-pending={pending}>
          <CloudSyncOutlined aria-hidden /> {pending > 0 ? t('sync.open.pending', { count: pending }) : t('sync.open')}
        </Link>
      </div>
      {visits.isPending && <Placeholder cards={3} heightPx={156} />}
      {visits.isError && !visits.data && <ErrorNotice error={visits.error} onRetry={() => void visits.refetch()} />}
      {visits.data?.visits.length === 0 && (
        <EmptyState icon={<CalendarOutlined />} title={t('list.empty')} text={t('list.empty.text')} />
      )}
      {[...groups].map(([group, members]) => members.length > 0 && (
        <section key={group} className={styles.group} aria-labelledby={`group-${group}`}>
          <h2 id={`group-${group}`} className={styles.heading}>{t(`list.${group}`)}</h2>
          <ul className={styles.cards}>
            {members.map((visit) => (
              <li key={visit.id}><VisitCard visit={visit} nowMs={nowMs} /></li>
            ))}
          </ul>
        </section>
      ))}
    </main>
  );
}

function VisitCard({ visit, nowMs }: { readonly visit: VisitSummary; readonly nowMs: number }) {
  const t = useCaptureTexts();
  const shared = useVisitTexts();
  const language = useLanguage();
  const own = useSession().data?.account.id;
  const partner = visit.investigators.find(({ id }) => id !== own);
  return (
    <Link to={`/visits/${visit.id}`} className={styles.card} data-testid="visit-card" data-visit-id={visit.id}>
      <span className={styles.top}>
        <time className={styles.time} dateTime={new Date(visit.appointedAtMs).toISOString()}>
          <b>{formatClock(visit.appointedAtMs)}</b>
          <span>{formatDay(visit.appointedAtMs, nowMs, language)}</span>
        </time>
        <VisitStateTag visit={visit} />
      </span>
      <strong className={styles.name}>{visit.household.applicantName}</strong>
      <span className={styles.address}>{visit.household.address}</span>
      <span className={styles.foot}>
        <span>{shared(`case.${visit.household.caseType}`)}</span>
        {partner && <span>{t('visit.with', { name: partner.name })}</span>}
      </span>
    </Link>
  );
}
