import { Button, Input } from 'antd';
import { useState } from 'react';
import { ErrorNotice } from '../../kit/ErrorNotice.tsx';
import { newId } from '../../kit/newId.ts';
import { Placeholder } from '../../kit/Placeholder.tsx';
import styles from './Manage.module.css';
import { useDistrict, useKeep } from './queries.ts';
import { useManageTexts } from './texts.ts';

/** The villages and neighbourhoods of every town; cases are registered under one of them. */
export function VillagesPanel() {
  const t = useManageTexts();
  const district = useDistrict();
  if (district.isPending) return <Placeholder cards={2} />;
  if (!district.data) return <ErrorNotice error={district.error} onRetry={() => void district.refetch()} />;
  const { organisations, villages } = district.data;
  return (
    <ul className={styles.cards}>
      {organisations.filter(({ kind }) => kind === 'town').map((town) => (
        <li key={town.id} className={styles.card}>
          <h2>{town.name}</h2>
          <ul className={styles.names}>{villages.filter(({ townId }) => townId === town.id).map(({ id, name }) => <li key={id}>{name}</li>)}</ul>
          <AddVillage townId={town.id} label={t('village.add.to', { town: town.name })} />
        </li>
      ))}
    </ul>
  );
}

function AddVillage({ townId, label }: { readonly townId: string; readonly label: string }) {
  const t = useManageTexts();
  const keep = useKeep();
  const [name, setName] = useState('');
  return (
    <form
      className={styles.acts} aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate({ path: '/api/villages', body: { id: newId(), townId, name } }, { onSuccess: () => { setName(''); } });
      }}
    >
      <Input size="large" value={name} maxLength={50} placeholder={t('village.name')} aria-label={label} className={styles.search ?? ''} onChange={({ target }) => { setName(target.value); }} />
      <Button size="large" htmlType="submit" loading={keep.isPending} disabled={name.trim().length < 2}>{t('village.add')}</Button>
      {keep.error && <ErrorNotice error={keep.error} />}
    </form>
  );
}
