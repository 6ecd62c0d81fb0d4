import { useState } from 'react';
import { AntdLocale } from '../../kit/AntdLocale.tsx';
import { ErrorNotice } from '../../kit/ErrorNotice.tsx';
import { Placeholder } from '../../kit/Placeholder.tsx';
import { Tabs } from '../../kit/Tabs.tsx';
import { AccountsPanel } from './AccountsPanel.tsx';
import styles from './Manage.module.css';
import { OrganisationsPanel } from './OrganisationsPanel.tsx';
import { useAccounts } from './queries.ts';
import { useManageTexts } from './texts.ts';
import { VillagesPanel } from './VillagesPanel.tsx';

type Tab = 'accounts' | 'organisations' | 'villages';

/** Who works here: accounts, and for the district also the organisations with their contracts, and the villages. */
export function PeoplePage() {
  const t = useManageTexts();
  const list = useAccounts();
  const [tab, setTab] = useState<Tab>('accounts');
  const tabs: readonly Tab[] = list.data?.may.organisations ? ['accounts', 'organisations', 'villages'] : ['accounts', 'organisations'];
  return (
    <AntdLocale>
      <main className={styles.page}>
        <h1 className={styles.title}>{t('title')}</h1>
        {list.isPending && <Placeholder cards={4} heightPx={76} />}
        {list.isError && !list.data && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
        {list.data && (
          <Tabs label={t('title')} tabs={tabs.map((key) => ({ key, label: t(`tab.${key}`) }))} current={tab} onChange={setTab}>
            {tab === 'accounts' && <AccountsPanel list={list.data} />}
            {tab === 'organisations' && <OrganisationsPanel list={list.data} />}
            {tab === 'villages' && <VillagesPanel />}
          </Tabs>
        )}
      </main>
    </AntdLocale>
  );
}
