import { Button, Input } from 'antd';
import { useState } from 'react';
import type { VisitAct } from '../../server/rules/contract.ts';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { Sheet } from '../kit/Sheet.tsx';
import { Chips } from './Chips.tsx';
import styles from './fieldwork.module.css';
import { useFieldTexts } from './texts.ts';
import { useAct } from './useAct.ts';

const EXITS = ['noOneHome', 'visitRefused', 'recordingOnly', 'unsafe', 'aborted'] as const;
type Exit = (typeof EXITS)[number];

/** Why the visit can't go on. Refusing the picture is among the choices because it is asked for here, and leads back in. */
export function ExitChoices({ visit, onDone }: { readonly visit: VisitDetail; readonly onDone: () => void }) {
  const t = useFieldTexts();
  const { act, busy, error } = useAct(visit.id, onDone);
  const [exit, setExit] = useState<Exit>();
  const [reason, setReason] = useState('');
  const offered = EXITS.filter((one) => (one === 'noOneHome' ? visit.state === 'arrived' : one === 'recordingOnly' ? !visit.recordingRefused : true));
  const words = reason.trim();
  const acts: Record<Exit, VisitAct> = {
    noOneHome: { act: 'findNoOneHome', reason: words },
    visitRefused: { act: 'recordRefusal', refused: 'visit', reason: words },
    recordingOnly: { act: 'recordRefusal', refused: 'recordingOnly', reason: words },
    unsafe: { act: 'leaveUnsafe', reason: words },
    aborted: { act: 'abort', reason: words },
  };
  return (
    <Sheet open title={t('exit.title')} onClose={onDone}>
      <div className={styles.stepBar} style={{ marginTop: 12 }}>
        <Chips label={t('exit.title')} options={offered.map((value) => ({ value, label: t(`exit.${value}`) }))} chosen={exit === undefined ? [] : [exit]} onChoose={(value) => { setExit(value as Exit); }} testId="exit" />
        {exit && <p className={styles.soft}>{t(`exit.${exit}.text`)}</p>}
        <Input.TextArea value={reason} maxLength={500} autoSize={{ minRows: 2, maxRows: 5 }} aria-label={t('exit.reason')} placeholder={t('exit.reason')} data-testid="exit-reason" onChange={(event) => { setReason(event.target.value); }} />
        {error !== undefined && <ErrorNotice error={error} />}
        <Button type="primary" size="large" block danger={exit !== 'recordingOnly'} disabled={!exit || words.length < 2} loading={busy} data-testid="exit-confirm" onClick={() => void (exit && act(acts[exit]))}>
          {t(exit === 'recordingOnly' ? 'exit.fallback' : 'exit.confirm')}
        </Button>
        <Button size="large" block type="text" onClick={onDone}>{t('exit.keep')}</Button>
      </div>
    </Sheet>
  );
}
