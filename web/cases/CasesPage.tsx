import { FolderOpenOutlined, ImportOutlined, PlusOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input, Select } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { AID_KINDS, MAX_QUERY } from '../../server/cases/contract.ts';
import { CASE_STATES } from '../../server/rules/contract.ts';
import { AntdLocale } from '../kit/AntdLocale.tsx';
import { EmptyState } from '../kit/EmptyState.tsx';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { Placeholder } from '../kit/Placeholder.tsx';
import { useDebounced } from '../kit/useDebounced.ts';
import { useVisitTexts } from '../visits/texts.ts';
import { CaseRows } from './CaseRows.tsx';
import styles from './CasesPage.module.css';
import { useCaseFileTexts } from './caseTexts.ts';
import { useCases, useOrganisations } from './queries.ts';

/** The cases this person may list: searched, filtered, a page at a time. */
export function CasesPage() {
  const t = useCaseFileTexts();
  const shared = useVisitTexts();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [state, setState] = useState('');
  const [caseType, setCaseType] = useState('');
  const [townId, setTownId] = useState('');
  const [overdue, setOverdue] = useState(false);
  const q = useDebounced(typed.trim(), 350);
  const organisations = useOrganisations();
  const towns = (organisations.data?.organisations ?? []).filter(({ kind }) => kind === 'town');
  const list = useCases({ q, state, caseType, townId, overdue });
  const pages = list.data?.pages ?? [];
  const cases = pages.flatMap((page) => page.cases);
  const may = pages[0]?.may;
  const all = { value: '', label: t('list.all') };

  return (
    <AntdLocale>
      <main className={styles.page}>
        <header className={styles.head}>
          <h1 className={styles.title}>{t('list.title')}</h1>
          <div className={styles.acts}>
            {may?.import && <Button size="large" icon={<ImportOutlined />} data-testid="import-cases" onClick={() => void navigate('/cases/import')}>{t('list.import')}</Button>}
            {may?.create && <Button type="primary" size="large" icon={<PlusOutlined />} data-testid="new-case" onClick={() => void navigate('/cases/new')}>{t('list.new')}</Button>}
            
          </div>
        </header>
        <div className={styles.filters} role="search">
          <Input
            size="large" allowClear prefix={<SearchOutlined aria-hidden />} value={typed} maxLength={MAX_QUERY} placeholder={t('list.search.hint')} aria-label={t('list.search')}
            data-testid="case-search" className={styles.search ?? ''} onChange={(event) => { setTyped(event.target.value); }}
          />
          <Select size="large" aria-label={t('list.state')} prefix={t('list.state')} value={state} onChange={setState} popupMatchSelectWidth={false}
            options={[all, ...CASE_STATES.map((value) => ({ value: value, label: t(`state.${value}`) }))]} />
          <Select size="large" aria-label={t('list.kind')} prefix={t('list.kind')} value={caseType} onChange={setCaseType} popupMatchSelectWidth={false}
            options={[all, ...AID_KINDS.map((value) => ({ value: value, label: shared(`case.${value}`) }))]} />
          {towns.length > 1 && (
            <Select size="large" aria-label={t('list.town')} prefix={t('list.town')} value={townId} onChange={setTownId} popupMatchSelectWidth={false}
              options={[all, ...towns.map(({ id, name }) => ({ value: id, label: name }))]} />
          )}
          <Checkbox checked={overdue} onChange={(event) => { setOverdue(event.target.checked); }}>{t('list.overdue')}</Checkbox>
        </div>
        {list.isPending && <Placeholder cards={5} heightPx={92} />}
        {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
        {list.data && cases.length === 0 && <EmptyState icon={<FolderOpenOutlined />} title={t('list.empty')} text={t('list.empty.text')} />}
        {pages[0]?.tooMany && <p className={styles.note} role="status">{t('list.tooMany')}</p>}
        {cases.length > 0 && <CaseRows cases={cases} />}
        {cases.length > 0 && (
          <p className={styles.foot} role="status">
            {t('list.count', { count: cases.length })}
            {list.hasNextPage && <Button size="large" loading={list.isFetchingNextPage} data-testid="more-cases" onClick={() => void list.fetchNextPage()}>{t('list.more')}</Button>}
          </p>
        )}
      </main>
    </AntdLocale>
  );
}
