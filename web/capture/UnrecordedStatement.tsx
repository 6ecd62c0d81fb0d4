import { Button, Input } from 'antd';
import { useState } from 'react';
import { useAct } from '../fieldwork/useAct.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import styles from './GapExplanation.module.css';
import { useCaptureTexts } from './texts.ts';

/** Nothing was recorded: why, before the visit is sealed. */
export function UnrecordedStatement({ visitId }: { readonly visitId: string }) {
  const t = useCaptureTexts();
  const { act, busy, error } = useAct(visitId);
  const [text, setText] = useState('');
  return (
    <section className={styles.gap}>
      <Input.TextArea value={text} maxLength={500} autoSize={{ minRows: 2, maxRows: 6 }} aria-label={t('unrecorded.label')} placeholder={t('unrecorded.label')} data-testid="unrecorded-reason" onChange={(event) => { setText(event.target.value); }} />
      {error !== undefined && <ErrorNotice error={error} />}
      <Button type="primary" size="large" block loading={busy} disabled={text.trim().length < 2} onClick={() => void act({ act: 'explainNoRecording', reason: text.trim() })}>{t('gaps.submit')}</Button>
    </section>
  );
}
