import { Button, Input } from 'antd';
import { useState } from 'react';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { Sheet } from '../kit/Sheet.tsx';
import styles from './fieldwork.module.css';
import { useFieldTexts } from './texts.ts';
import { useAct } from './useAct.ts';

/** The declaration that goes with every assignment: no kinship, no conflict; otherwise it goes back to the office. */
export function AcceptDeclaration({ visit, onDone }: { readonly visit: VisitDetail; readonly onDone: () => void }) {
  const t = useFieldTexts();
  const { act, busy, error } = useAct(visit.id, onDone);
  const [declining, setDeclining] = useState<'conflict' | 'other'>();
  const [reason, setReason] = useState('');
  return (
    <Sheet open title={t('accept.title')} onClose={onDone}>
      <div className={styles.stepBar} style={{ marginTop: 12 }}>
        <p>{t('accept.text', { name: visit.household.applicantName })}</p>
        {error !== undefined && <ErrorNotice error={error} />}
        {declining ? (
          <>
            <Input.TextArea value={reason} maxLength={500} autoSize={{ minRows: 2, maxRows: 5 }} aria-label={t('accept.reason')} placeholder={t('accept.reason')} onChange={(event) => { setReason(event.target.value); }} />
            <Button size="large" block danger disabled={reason.trim().length < 2} loading={busy} onClick={() => void act({ act: 'decline', reason: reason.trim(), conflict: declining === 'conflict' })}>{t('accept.declineConfirm')}</Button>
          </>
        ) : (
          <>
            <Button type="primary" size="large" block loading={busy} data-testid="accept-visit" onClick={() => void act({ act: 'accept', conflict: 'none' })}>{t('accept.confirm')}</Button>
            <Button size="large" block data-testid="decline-conflict" onClick={() => { setDeclining('conflict'); }}>{t('accept.decline')}</Button>
            <Button size="large" block type="text" onClick={() => { setDeclining('other'); }}>{t('accept.decline.other')}</Button>
          </>
        )}
      </div>
    </Sheet>
  );
}
