import { BarChartOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import type { DashboardView } from '../../server/dashboards/contract.ts';
import { request } from '../kit/api.ts';
import { EmptyState } from '../kit/EmptyState.tsx';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { Placeholder } from '../kit/Placeholder.tsx';
import styles from './DashboardPage.module.css';
import { useDashboardTexts } from './texts.ts';

/** The chart's library is larger than the page: it comes when there is something to draw. */
const DaysChart = lazy(async () => ({ default: (await import('./DaysChart.tsx')).DaysChart }));
const COUNTS = ['planned', 'live', 'late', 'done'] as const;
const POLL_MS = 60_000;

/** An organisation's or the district's day: numbers to act on first, the course of two weeks, and each investigator's share. */
export function DashboardPage() {
  const t = useDashboardTexts();
  const dashboard = useQuery({
    queryKey: ['dashboard'],
    queryFn: ({ signal }) => request<DashboardView>('GET', '/api/dashboard', undefined, signal),
    refetchInterval: POLL_MS,
  });
  if (dashboard.isPending) return <main className={styles.page}><Placeholder cards={3} /></main>;
  if (!dashboard.data) return <ErrorNotice page error={dashboard.error} onRetry={() => void dashboard.refetch()} />;
  const { of, today, days, investigators, gapsUnexplained, flagged, reviewQueue, overdueCases } = dashboard.data;
  const alarms = [['gaps', gapsUnexplained], ['flagged', flagged], ['review', reviewQueue], ['overdue', overdueCases]] as const;
  const hasVisits = days.some((day) => COUNTS.some((name) => day[name] > 0));
  return (
    <main className={styles.page}>
      <h1>{t(`title.${of}`)}</h1>
      <section aria-label={t('today')}>
        <h2>{t('today')}</h2>
        <dl className={styles.numbers}>
          {COUNTS.map((name) => <div key={name} data-testid={`today-${name}`} data-alarm={name === 'late' && today.late > 0}><dt>{t(name)}</dt><dd>{today[name]}</dd></div>)}
          {alarms.map(([name, count]) => <div key={name} data-testid={`alarm-${name}`} data-alarm={count > 0}><dt>{t(name)}</dt><dd>{count}</dd></div>)}
        </dl>
      </section>
      {!hasVisits && <EmptyState icon={<BarChartOutlined />} title={t('empty')} text={t('empty.text')} />}
      {hasVisits && (
        <section className={styles.card}>
          <h2>{t('days')}</h2>
          <Suspense fallback={<Placeholder cards={1} heightPx={280} />}><DaysChart days={days} /></Suspense>
        </section>
      )}
      {investigators.length > 0 && (
        <section className={styles.card}>
          <h2>{t('people')}</h2>
          <div className={styles.scroll} role="region" aria-label={t('people')} tabIndex={0}>
            <table className={styles.table}>
              <thead><tr><th scope="col">{t('person')}</th>{COUNTS.map((name) => <th key={name} scope="col">{t(name)}</th>)}</tr></thead>
              <tbody>
                {investigators.map((one, index) => <tr key={index} data-testid="investigator-row"><th scope="row">{one.name}</th>{COUNTS.map((name) => <td key={name}>{one[name]}</td>)}</tr>)}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </main>
  );
}
