import { BankOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import type { AccountList, OrganisationView } from '../../../server/people/contract.ts';
import { ErrorNotice } from '../../kit/ErrorNotice.tsx';
import { Tag } from '../../kit/Tag.tsx';
import styles from './Manage.module.css';
import { OrganisationDialog } from './OrganisationDialog.tsx';
import { useDistrict } from './queries.ts';
import { useManageTexts } from './texts.ts';

type Editing = OrganisationView | 'new' | undefined;

/** The offices and the contracted organisations: until when a contract runs, and whose cases it covers. */
export function OrganisationsPanel({ list }: { readonly list: AccountList }) {
  const t = useManageTexts();
  const district = useDistrict();
  const [editing, setEditing] = useState<Editing>();
  const towns = (district.data?.organisations ?? []).filter(({ kind }) => kind === 'town');
  const edits = list.may.organisations;
  return (
    <>
      {edits && (
        <div className={styles.tools}>
          <Button type="primary" size="large" icon={<BankOutlined />} data-testid="add-organisation" onClick={() => { setEditing('new'); }}>{t('organisation.add')}</Button>
        </div>
      )}
      {district.error && <ErrorNotice error={district.error} onRetry={() => void district.refetch()} />}
      <ul className={styles.cards}>
        {list.organisations.map((one) => (
          <li key={one.id} className={styles.card} data-testid="organisation" data-active={one.active}>
            <div className={styles.spread}>
              <h2>{one.name}</h2>
              <Tag tone={one.kind === 'vendor' ? (one.active ? 'good' : 'warn') : 'neutral'}>{one.kind === 'vendor' && !one.active ? t('contract.over') : t(`kind.${one.kind}`)}</Tag>
            </div>
            <p className={styles.soft}>{t('organisation.people', { count: list.accounts.filter((account) => account.organisationId === one.id && account.disabledAtMs === undefined).length })}</p>
            {one.contract && (
              <dl className={styles.facts}>
                <div><dt>{t('contract.number')}</dt><dd>{one.contract.number}</dd></div>
                <div><dt>{t('contract.period')}</dt><dd>{one.contract.startsOn} — {one.contract.endsOn}</dd></div>
                <div><dt>{t('contract.towns')}</dt><dd>{one.contract.townIds.map((townId) => towns.find(({ id }) => id === townId)?.name ?? '').filter((name) => name !== '').join('、')}</dd></div>
              </dl>
            )}
            {edits && <Button onClick={() => { setEditing(one); }} data-testid="edit-organisation">{t('organisation.edit')}</Button>}
          </li>
        ))}
      </ul>
      <OrganisationDialog editing={editing} towns={towns} onClose={() => { setEditing(undefined); }} />
    </>
  );
}
