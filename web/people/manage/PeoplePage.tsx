import { Tabs } from 'antd';
import { AntdLocale } from '../../kit/AntdLocale.tsx';
import { ErrorNotice } from '../../kit/ErrorNotice.tsx';
import { Placeholder } from '../../kit/Placeholder.tsx';
import { AccountsPanel } from './AccountsPanel.tsx';
import styles from './Manage.module.css';
import { OrganisationsPanel } from './OrganisationsPanel.tsx';
import { useAccounts } from './queries.ts';
import { useManageTexts } from './texts.ts';
import { VillagesPanel } from './VillagesPanel.tsx';

/** Who works here: accounts, and for the district also the organisations with their contracts, and the villages. */
export function PeoplePage() {
  const t = useManageTexts();
  const list = useAccounts();
  return (
    <AntdLocale>
      <main className={styles.page}>
        <h1 className={styles.title}>{t('title')}</h1>
        {list.isPending && <Placeholder cards={4} heightPx={76} />}
        {list.isError && !list.data && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
        {list.data && (
          <Tabs
            items={[
              { key: 'accounts', label: t('tab.accounts'), children: <AccountsPanel list={list.data} /> },
              { key: 'organisations', label: t('tab.organisations'), children: <OrganisationsPanel list={list.data} /> },
              ...(list.data.may.organisations ? [{ key: 'villages', label: t('tab.villages'), children: <VillagesPanel /> }] : []),
            ]}
          />
        )}
      </main>
    </AntdLocale>
  );
}
