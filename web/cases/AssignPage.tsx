import { PlusOutlined, ScheduleOutlined } from '@ant-design/icons';
import { Button, message, Segmented } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { VisitSummary } from '../../server/visits/contract.ts';
import { phaseOf } from '../../server/visits/phases/contract.ts';
import { AntdLocale } from '../kit/AntdLocale.tsx';
import { EmptyState } from '../kit/EmptyState.tsx';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { Placeholder } from '../kit/Placeholder.tsx';
import { DESKTOP, useMediaQuery } from '../kit/useMediaQuery.ts';
import { useVisits } from '../visits/queries.ts';
import { AssignDialog } from './AssignDialog.tsx';
import styles from './AssignPage.module.css';
import { useCaseTexts } from './texts.ts';
import { VisitCards } from './VisitCards.tsx';
import { VisitTable } from './VisitTable.tsx';

const FILTERS = ['all', 'appointed', 'inProgress', 'done'] as const;
type Filter = (typeof FILTERS)[number];

function passes({ state }: VisitSummary, filter: Filter): boolean {
  if (filter === 'all') return true;
  const phase = phaseOf(state);
  if (filter === 'appointed') return phase === 'planned';
  return (filter === 'inProgress') === (phase === 'live') && phase !== 'planned';
}

/** The organisation's visits, and the dialog that makes new ones. */
export function AssignPage() {
  const t = useCaseTexts();
  const visits = useVisits();
  const wide = useMediaQuery(DESKTOP);
  const [filter, setFilter] = useState<Filter>('all');
  const [asked, setAsked] = useSearchParams();
  const caseId = asked.get('case') ?? undefined;
  const [open, setOpen] = useState(false);
  const [again, setAgain] = useState<VisitSummary>();
  const close = () => {
    setOpen(false);
    setAgain(undefined);
    if (caseId !== undefined) setAsked({}, { replace: true });
  };
  const [messages, messageHolder] = message.useMessage();
  const all = (visits.data?.visits ?? []).toSorted((a, b) => b.appointedAtMs - a.appointedAtMs);
  const shown = all.filter((visit) => passes(visit, filter));
  const List = wide ? VisitTable : VisitCards;

  return (
    <AntdLocale>
      {messageHolder}
      <main className={styles.page}>
        <header className={styles.head}>
          <h1 className={styles.title}>{t('title')}</h1>
          <Button type="primary" size="large" icon={<PlusOutlined />} data-testid="assign-visit" onClick={() => { setOpen(true); }}>
            {t('assign')}
          </Button>
        </header>
        {visits.isPending && <Placeholder cards={4} heightPx={96} />}
        {visits.isError && !visits.data && <ErrorNotice error={visits.error} onRetry={() => void visits.refetch()} />}
        {visits.data && all.length === 0 && (
          <EmptyState icon={<ScheduleOutlined />} title={t('empty.title')} text={t('empty.text')} />
        )}
        {all.length > 0 && (
          <>
            <div className={styles.filter}>
              <Segmented
                size="large"
                value={filter}
                options={FILTERS.map((value) => ({ value, label: t(`filter.${value}`) }))}
                onChange={setFilter}
              />
            </div>
            {shown.length > 0 ? <List visits={shown} onAssign={setAgain} /> : <EmptyState icon={<ScheduleOutlined />} title={t('empty.filter')} />}
          </>
        )}
      </main>
      <AssignDialog
        open={open || caseId !== undefined || again !== undefined}
        {...(caseId !== undefined && { householdId: caseId })}
        {...(again && { again })}
        onClose={close}
        onAssigned={() => {
          close();
          void messages.success(t('done'));
        }}
      />
    </AntdLocale>
  );
}
