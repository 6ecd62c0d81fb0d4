import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { PolicyHistory, PolicyKind, PolicyVersion } from '../../server/policies/contract.ts';
import { AntdLocale } from '../kit/AntdLocale.tsx';
import { request } from '../kit/api.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { formatMoment } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { Placeholder } from '../kit/Placeholder.tsx';
import { Tabs } from '../kit/Tabs.tsx';
import { Tag } from '../kit/Tag.tsx';
import styles from '../casework/Casework.module.css';
import { CalendarPanel } from './CalendarPanel.tsx';
import { IncomeEditor } from './IncomeEditor.tsx';
import { leavesOf } from './leavesOf.ts';
import { usePolicyTexts } from './texts.ts';

const KINDS = ['income', 'classification', 'clocks', 'documents'] as const satisfies readonly PolicyKind[];
const TABS = [...KINDS, 'calendar'] as const;

/** The district's numbers and words: what holds, what held, what comes, and whether anybody has confirmed it. */
export function PoliciesPage() {
  const t = usePolicyTexts();
  const [tab, setTab] = useState<(typeof TABS)[number]>(TABS[0]);
  return (
    <AntdLocale>
      <main className={styles.page}>
        <h1 className={styles.title}>{t('title')}</h1>
        <Tabs label={t('title')} tabs={TABS.map((key) => ({ key, label: t(`tab.${key}`) }))} current={tab} onChange={setTab}>
          {tab === 'calendar' ? <CalendarPanel /> : <History kind={tab} />}
        </Tabs>
      </main>
    </AntdLocale>
  );
}

function History({ kind }: { readonly kind: PolicyKind }) {
  const queries = useQueryClient();
  const key = ['policies', kind];
  const history = useQuery({ queryKey: key, queryFn: ({ signal }) => request<PolicyHistory>('GET', `/api/policies/${kind}`, undefined, signal) });
  if (history.isPending) return <Placeholder cards={2} />;
  if (!history.data) return <ErrorNotice error={history.error} onRetry={() => void history.refetch()} />;
  const { versions, inForce, may } = history.data;
  const current = versions.find(({ policy }) => policy.version === inForce);
  const refresh = () => void queries.invalidateQueries({ queryKey: key });
  return (
    <div className={styles.stack}>
      {versions.toReversed().map((version) => (
        <VersionCard key={version.policy.version} kind={kind} version={version} isInForce={version.policy.version === inForce} mayConfirm={may.edit} onConfirmed={refresh} />
      ))}
      {kind === 'income' && may.edit && current && <IncomeEditor current={(current as PolicyVersion<'income'>).policy} onPublished={refresh} />}
    </div>
  );
}

interface CardProps {
  readonly kind: PolicyKind;
  readonly version: PolicyVersion;
  readonly isInForce: boolean;
  readonly mayConfirm: boolean;
  readonly onConfirmed: () => void;
}

function VersionCard({ kind, version: { policy, published }, isInForce, mayConfirm, onConfirmed }: CardProps) {
  const t = usePolicyTexts();
  const language = useLanguage();
  const [compared, setCompared] = useState('');
  const [error, setError] = useState<unknown>();
  const confirm = (): void => {
    setError(undefined);
    request('POST', `/api/policies/${kind}/${encodeURIComponent(policy.version)}/confirmation`, { comparedWith: compared }).then(onConfirmed, setError);
  };
  return (
    <article className={`${styles.card} ${styles.stack}`} data-testid="policy-version">
      <div className={styles.spread}>
        <h2>{policy.version} <span className={styles.soft}>{t('from', { day: policy.effectiveFrom })}</span></h2>
        {isInForce && <Tag tone="good">{t('inForce')}</Tag>}
      </div>
      <p className={styles.soft}>{language === 'en' ? policy.source.en : policy.source.zh}</p>
      {published && <p className={styles.soft}>{t('published', { by: published.by, at: formatMoment(published.atMs, language), reason: published.reason })}</p>}
      {policy.confirmedBy === null
        ? <p className={styles.warn} data-testid="policy-unconfirmed">{t('unconfirmed')}</p>
        : <p className={styles.good}>{t('confirmed', { by: policy.confirmedBy })}</p>}
      {policy.confirmedBy === null && mayConfirm && (
        <div className={styles.row}>
          <label>{t('comparedWith')} <Input value={compared} maxLength={500} onChange={({ target }) => { setCompared(target.value); }} /></label>
          <Button disabled={compared.trim().length < 2} onClick={confirm}>{t('confirm')}</Button>
        </div>
      )}
      {error !== undefined && <ErrorNotice error={error} />}
      <details>
        <summary>{policy.version}</summary>
        <dl>{leavesOf(policy).map(([path, value]) => <div key={path} className={styles.spread}><dt className={styles.soft}>{path}</dt><dd>{value}</dd></div>)}</dl>
      </details>
    </article>
  );
}
