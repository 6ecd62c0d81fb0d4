import { useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import type { FormEvent } from 'react';
import { useState } from 'react';
import type { GapView } from '../../server/visits/contract.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { formatClock, formatDuration } from '../kit/formatTime.ts';
import { actOnVisit } from '../visits/queries.ts';
import { useVisitTexts } from '../visits/texts.ts';
import styles from './GapExplanation.module.css';
import { useCaptureTexts } from './texts.ts';

const MIN_LENGTH = 2;
const MAX_LENGTH = 500;

interface Props {
  readonly visitId: string;
  /** One interruption: of the picture, of the sound, or of both. */
  readonly gaps: readonly [GapView, ...GapView[]];
}

/** One interruption and the words of the person who was there. */
export function GapStatement({ visitId, gaps }: Props) {
  const t = useCaptureTexts();
  const shared = useVisitTexts();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [gap] = gaps;
  const what = gaps.length > 1 ? 'gap.both' as const : `gap.${gap.kind}` as const;
  const ready = text.trim().length >= MIN_LENGTH;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    setError(undefined);
    try {
      for (const { id } of gaps) {
        await actOnVisit(queries, visitId, { act: 'explainGap', gapId: id, explanation: text.trim() });
      }
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className={styles.gap} onSubmit={(event) => void submit(event)}>
      <div className={styles.head}>
        <strong>{shared(what)}</strong>
        <span>{shared(`cause.${gap.cause}`)}</span>
      </div>
      <p className={styles.when}>
        {formatClock(gap.startMs, true)} – {gap.endMs === undefined ? shared('gap.open') : formatClock(gap.endMs, true)}
        {gap.endMs !== undefined && <b>{formatDuration(Math.max(1000, gap.endMs - gap.startMs))}</b>}
      </p>
      <Input.TextArea
        value={text}
        maxLength={MAX_LENGTH}
        autoSize={{ minRows: 2, maxRows: 6 }}
        placeholder={t('gaps.placeholder')}
        aria-label={t('gaps.label')}
        data-testid="gap-explanation"
        onChange={(event) => { setText(event.target.value); }}
      />
      {error !== undefined && <ErrorNotice error={error} />}
      <Button type="primary" size="large" htmlType="submit" block disabled={!ready} loading={busy} data-testid="gap-submit">
        {t('gaps.submit')}
      </Button>
    </form>
  );
}
