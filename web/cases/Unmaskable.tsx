import { EyeOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import type { Unmaskable as Field, Unmasked } from '../../server/cases/contract.ts';
import { request } from '../kit/api.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { Sheet } from '../kit/Sheet.tsx';
import styles from './CasePage.module.css';
import { useCaseFileTexts } from './caseTexts.ts';

interface Props {
  readonly caseId: string;
  readonly memberId?: string;
  readonly field: Field;
  readonly value: string;
  /** This person may look behind masks, for a purpose. */
  readonly may: boolean;
}

/** A value; where it is masked and this person may, with the way to see it: a purpose, which the trail keeps. */
export function Unmaskable({ caseId, memberId, field, value, may }: Props) {
  const t = useCaseFileTexts();
  const purposeId = useId();
  const [open, setOpen] = useState(false);
  const [purpose, setPurpose] = useState('');
  const [clear, setClear] = useState<string>();
  const [error, setError] = useState<unknown>();
  if (!may || clear !== undefined || !value.includes('*')) return <>{clear ?? value}</>;

  async function show(): Promise<void> {
    setError(undefined);
    try {
      const path = `/api/cases/${encodeURIComponent(caseId)}/unmask`;
      setClear((await request<Unmasked>('POST', path, { field, purpose, ...(memberId !== undefined && { memberId }) })).value);
      setOpen(false);
    } catch (thrown) {
      setError(thrown);
    }
  }
  return (
    <span className={styles.masked}>
      {value}
      <Button size="small" icon={<EyeOutlined />} data-testid={`unmask-${field}`} onClick={() => { setOpen(true); }}>{t('unmask')}</Button>
      <Sheet open={open} title={t('unmask.title')} onClose={() => { setOpen(false); }}>
        <div className={styles.purpose}>
          <label htmlFor={purposeId}>{t('unmask.purpose')}</label>
          <Input.TextArea id={purposeId} rows={3} maxLength={200} value={purpose} onChange={(event) => { setPurpose(event.target.value); }} />
          <p className={styles.soft}>{t('unmask.hint')}</p>
          {error !== undefined && <ErrorNotice error={error} />}
          <Button type="primary" size="large" block disabled={purpose.trim().length < 4} data-testid="unmask-confirm" onClick={() => void show()}>{t('unmask.do')}</Button>
        </div>
      </Sheet>
    </span>
  );
}
