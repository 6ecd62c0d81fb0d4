import { FileSearchOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, DatePicker, Segmented, Select } from 'antd';
import { useMemo, useState } from 'react';
import type { AccessView, Act, TrailPage } from '../../server/trail/contract.ts';
import { ACTS } from '../../server/trail/contract.ts';
import { request } from '../kit/api.ts';
import { EmptyState } from '../kit/EmptyState.tsx';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { formatDuration, formatMoment } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { Placeholder } from '../kit/Placeholder.tsx';
import { serverNow } from '../kit/serverClock.ts';
import { useActTexts } from '../trail/actTexts.ts';
import { useVisits } from '../visits/queries.ts';
import styles from './AuditPage.module.css';
import { useAuditTexts } from './texts.ts';

const PERIOD_MS = 30 * 86_400_000;
const TABS = ['entries', 'access', 'anomalies'] as const;

interface Filter {
  readonly actorId?: string | undefined;
  readonly visitId?: string | undefined;
  readonly act?: Act | undefined;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

const queryOf = (filter: Filter & { readonly before?: number }): string =>
  new URLSearchParams(Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))).toString();

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' · ');

/** Every act and every look of the district, who saw what for how long, and what should be asked about. */
export function AuditPage() {
  const t = useAuditTexts();
  const actText = useActTexts();
  const language = useLanguage();
  const visits = useVisits();
  const [tab, setTab] = useState<(typeof TABS)[number]>('entries');
  const [filter, setFilter] = useState<Filter>({});
  const [sinceMs] = useState(() => Math.floor((serverNow() - PERIOD_MS) / 60_000) * 60_000);
  const change = (part: Filter): void => { setFilter((before) => ({ ...before, ...part })); };
  const entries = useInfiniteQuery({
    queryKey: ['trail', filter],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) => request<TrailPage>('GET', `/api/trail/entries?${queryOf({ ...filter, ...(pageParam !== undefined && { before: pageParam }) })}`, undefined, signal),
    getNextPageParam: ({ next }) => next,
  });
  const { act: _act, ...who } = filter;
  const access = useQuery({
    queryKey: ['trail-access', who],
    queryFn: ({ signal }) => request<AccessView>('GET', `/api/trail/access?${queryOf({ ...who, fromMs: who.fromMs ?? sinceMs })}`, undefined, signal),
  });
  const titles = useMemo(() => new Map((visits.data?.visits ?? []).map(({ id, household }) => [id as string, `${household.applicantName} ${household.caseNumber}`])), [visits.data]);
  const people = useMemo(() => {
    const named = new Map((access.data?.lines ?? []).map(({ actorId, who: name }) => [actorId, name || actorId]));
    for (const { entry, disclosures } of entries.data?.pages.flatMap((page) => page.entries) ?? []) {
      if (entry.actor) named.set(entry.actor.id, disclosures.find(({ name }) => name === 'actorName')?.text ?? named.get(entry.actor.id) ?? entry.actor.id);
    }
    return named;
  }, [access.data, entries.data]);
  const titleOf = (visitId: string | undefined): string => (visitId === undefined ? '' : titles.get(visitId) ?? visitId);
  const shown = entries.data?.pages.flatMap((page) => page.entries) ?? [];

  return (
    <main className={styles.page}>
      <h1 className={styles.title}>{t('title')}</h1>
      <div className={styles.filters}>
        <Select allowClear showSearch optionFilterProp="label" size="large" aria-label={t('person')} placeholder={t('person')} value={filter.actorId} data-testid="audit-person"
          onChange={(actorId?: string) => { change({ actorId }); }} options={[...people].map(([value, label]) => ({ value, label }))} />
        <Select allowClear showSearch optionFilterProp="label" size="large" aria-label={t('visit')} placeholder={t('visit')} value={filter.visitId}
          onChange={(visitId?: string) => { change({ visitId }); }} options={[...titles].map(([value, label]) => ({ value, label }))} />
        <Select allowClear showSearch optionFilterProp="label" size="large" aria-label={t('kind')} placeholder={t('kind')} value={filter.act} disabled={tab !== 'entries'} data-testid="audit-kind"
          onChange={(act?: Act) => { change({ act }); }} options={ACTS.map((value) => ({ value, label: actText(value) }))} />
        <DatePicker.RangePicker size="large" placeholder={[t('from'), t('to')]} aria-label={t('time')} onChange={(range) => {
          change({ fromMs: range?.[0]?.startOf('day').valueOf(), toMs: range?.[1]?.add(1, 'day').startOf('day').valueOf() });
        }} />
      </div>
      <Segmented block size="large" value={tab} onChange={setTab} options={TABS.map((value) => ({ value, label: t(`tab.${value}`, { count: access.data?.anomalies.length ?? 0 }) }))} />
      {tab === 'entries' && (
        <section className={styles.card}>
          {entries.isPending && <Placeholder cards={5} heightPx={52} />}
          {entries.isError && <ErrorNotice error={entries.error} onRetry={() => void entries.refetch()} />}
          {entries.data && shown.length === 0 && <EmptyState icon={<FileSearchOutlined />} title={t('none')} />}
          <ol className={styles.rows}>
            {shown.map(({ entry }) => (
              <li key={entry.seq} data-testid="audit-entry">
                <span className={styles.what}><b>{actText(entry.act)}</b><small>{joined(entry.actor ? people.get(entry.actor.id) ?? entry.actor.id : t('system'), titleOf(entry.visitId))}</small></span>
                <span className={styles.when}><time>{formatMoment(entry.atMs, language)}</time><code title={entry.hash}>#{entry.seq} {entry.hash.slice(0, 10)}</code></span>
              </li>
            ))}
          </ol>
          {entries.hasNextPage && <Button block size="large" loading={entries.isFetchingNextPage} data-testid="audit-more" onClick={() => void entries.fetchNextPage()}>{t('more')}</Button>}
        </section>
      )}
      {tab !== 'entries' && (
        <section className={styles.card}>
          <p className={styles.note}>{filter.fromMs === undefined && t('period')} {access.data?.truncated && t('truncated')} {tab === 'anomalies' && t('rule.note')}</p>
          {access.isPending && <Placeholder cards={4} heightPx={52} />}
          {access.isError && <ErrorNotice error={access.error} onRetry={() => void access.refetch()} />}
          {access.data && (tab === 'access' ? access.data.lines : access.data.anomalies).length === 0 && <EmptyState icon={<FileSearchOutlined />} title={t('none')} />}
          <ol className={styles.rows}>
            {tab === 'access' && access.data?.lines.map(({ actorId, who: name, visitId, looks, watchedMs, lastMs }) => (
              <li key={`${actorId} ${visitId}`} data-testid="audit-line">
                <span className={styles.what}><b>{name || actorId}</b><small>{titleOf(visitId)}</small></span>
                <span className={styles.when}><span>{t('looks', { count: looks })}{watchedMs > 0 && ` · ${t('watched', { duration: formatDuration(watchedMs) })}`}</span><time>{t('last', { when: formatMoment(lastMs, language) })}</time></span>
              </li>
            ))}
            {tab === 'anomalies' && access.data?.anomalies.map((one) => (
              <li key={`${one.rule} ${one.seq}`} data-testid="audit-anomaly" data-rule={one.rule}>
                <span className={styles.what}><b className={styles.warn}>{t(`rule.${one.rule}`)}</b><small>{joined(one.who || one.actorId, titleOf(one.visitId))}</small></span>
                <span className={styles.when}><time>{formatMoment(one.atMs, language)}</time><span>{t('count', { count: one.count })}</span></span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </main>
  );
}
