import { UserAddOutlined } from '@ant-design/icons';
import { Button, Input, Popconfirm, Select } from 'antd';
import { useState } from 'react';
import type { AccountList, ManagedAccount } from '../../../server/people/contract.ts';
import { EmptyState } from '../../kit/EmptyState.tsx';
import { ErrorNotice } from '../../kit/ErrorNotice.tsx';
import { formatMoment } from '../../kit/formatTime.ts';
import { useLanguage } from '../../kit/language.ts';
import { Tag } from '../../kit/Tag.tsx';
import { usePeopleTexts } from '../texts.ts';
import { AccountDialog } from './AccountDialog.tsx';
import styles from './Manage.module.css';
import { PasswordDialog } from './PasswordDialog.tsx';
import { useKeep } from './queries.ts';
import { useManageTexts } from './texts.ts';

/** Everybody's account: found by name or user name, opened, disabled, and given a new password. */
export function AccountsPanel({ list: { accounts, organisations } }: { readonly list: AccountList }) {
  const t = useManageTexts();
  const [organisationId, setOrganisationId] = useState('');
  const [typed, setTyped] = useState('');
  const [adding, setAdding] = useState(false);
  const [renewing, setRenewing] = useState<ManagedAccount>();
  const keep = useKeep();
  const word = typed.trim();
  const shown = accounts.filter((one) => (organisationId === '' || one.organisationId === organisationId) && (word === '' || one.name.includes(word) || one.username.includes(word)));
  return (
    <>
      <div className={styles.tools} role="search">
        <Input.Search size="large" allowClear value={typed} placeholder={t('search.hint')} aria-label={t('search')} className={styles.search ?? ''} onChange={({ target }) => { setTyped(target.value); }} />
        {organisations.length > 1 && (
          <Select
            size="large" aria-label={t('organisation')} value={organisationId} popupMatchSelectWidth={false} onChange={setOrganisationId}
            options={[{ value: '', label: t('all') }, ...organisations.map(({ id, name }) => ({ value: String(id), label: name }))]}
          />
        )}
        <Button type="primary" size="large" icon={<UserAddOutlined />} data-testid="add-account" onClick={() => { setAdding(true); }}>{t('account.add')}</Button>
      </div>
      {keep.error && <ErrorNotice error={keep.error} />}
      {shown.length === 0 && <EmptyState icon={<UserAddOutlined />} title={t('empty')} />}
      {shown.length > 0 && (
        <ul className={styles.rows}>
          {shown.map((account) => (
            <AccountRow
              key={account.id} account={account} organisation={organisations.find(({ id }) => id === account.organisationId)}
              busy={keep.isPending} onPassword={() => { setRenewing(account); }}
              onDisable={(disabled) => { keep.mutate({ path: `/api/accounts/${encodeURIComponent(account.id)}`, body: { disabled } }); }}
            />
          ))}
        </ul>
      )}
      <AccountDialog open={adding} organisations={organisations} onClose={() => { setAdding(false); }} />
      <PasswordDialog account={renewing} onClose={() => { setRenewing(undefined); }} />
    </>
  );
}

interface RowProps {
  readonly account: ManagedAccount;
  readonly organisation: AccountList['organisations'][number] | undefined;
  readonly busy: boolean;
  readonly onDisable: (disabled: boolean) => void;
  readonly onPassword: () => void;
}

function AccountRow({ account, organisation, busy, onDisable, onPassword }: RowProps) {
  const t = useManageTexts();
  const people = usePeopleTexts();
  const language = useLanguage();
  const disabled = account.disabledAtMs !== undefined;
  const ended = organisation?.active === false;
  return (
    <li className={styles.account} data-testid="account-row" data-username={account.username}>
      <span className={styles.who}>
        <strong>{account.name}</strong>
        <span className={styles.soft}>{account.username}</span>
      </span>
      <span className={styles.soft}>{people(`role.${account.role}`)} · {organisation?.name}</span>
      <span>
        {disabled ? <Tag tone="warn" state="disabled">{t('state.disabled', { at: formatMoment(account.disabledAtMs ?? 0, language) })}</Tag>
          : ended ? <Tag tone="warn" state="ended">{t('state.ended')}</Tag> : <Tag tone="good" state="active">{t('state.active')}</Tag>}
      </span>
      <span className={styles.acts}>
        <Button disabled={busy} onClick={onPassword}>{t('account.password')}</Button>
        {!account.own && disabled && <Button disabled={busy} data-testid="enable-account" onClick={() => { onDisable(false); }}>{t('account.enable')}</Button>}
        {!account.own && !disabled && (
          <Popconfirm title={t('account.disable.sure', { name: account.name })} okText={t('account.disable')} onConfirm={() => { onDisable(true); }}>
            <Button disabled={busy} danger data-testid="disable-account">{t('account.disable')}</Button>
          </Popconfirm>
        )}
      </span>
    </li>
  );
}
