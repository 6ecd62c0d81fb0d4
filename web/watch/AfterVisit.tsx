import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Rate } from 'antd';
import { useEffect, useState } from 'react';
import type { ScoreCriterion, ScoreList, ScoreView } from '../../server/supervision/contract.ts';
import { SCORE_CRITERIA } from '../../server/supervision/contract.ts';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { request } from '../kit/api.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { formatClock, formatDuration } from '../kit/formatTime.ts';
import { visitKey } from '../visits/queries.ts';
import { useVisitTexts } from '../visits/texts.ts';
import { useAfterTexts } from './afterTexts.ts';
import styles from './AfterVisit.module.css';

/** What a supervisor does when a visit is over: a ruling on every gap, and five minutes of marks. */
export function AfterVisit({ visit }: { readonly visit: VisitDetail }) {
  return (
    <div className={styles.after}>
      <GapRulings visit={visit} />
      <Score visitId={visit.id} />
    </div>
  );
}

function GapRulings({ visit }: { readonly visit: VisitDetail }) {
  const t = useAfterTexts();
  const shared = useVisitTexts();
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>();
  const gaps = visit.recording?.gaps ?? [];

  async function rule(gapId: string, ruling: 'accepted' | 'rejected'): Promise<void> {
    setError(undefined);
    try {
      const path = `/api/visits/${encodeURIComponent(visit.id)}/gaps/${encodeURIComponent(gapId)}/ruling`;
      queries.setQueryData(visitKey(visit.id), await request<VisitDetail>('POST', path, { ruling }));
    } catch (thrown) {
      setError(thrown);
    }
  }

  if (gaps.length === 0) return null;
  return (
    <section className={styles.panel}>
      <h2>{t('gaps.title')}</h2>
      {error !== undefined && <ErrorNotice error={error} />}
      <ul>
        {gaps.map((gap) => (
          <li key={gap.id} className={styles.gap} data-testid="gap-ruling" data-ruling={gap.ruling}>
            <span>
              <b>{shared(`gap.${gap.kind}`)} · {shared(`cause.${gap.cause}`)}</b>
              <small>{formatClock(gap.startMs, true)}{gap.endMs !== undefined && ` · ${formatDuration(Math.max(1000, gap.endMs - gap.startMs))}`}</small>
              <span>{gap.explanation === undefined ? t(gap.toExplain ? 'gaps.unexplained' : 'gaps.explainsItself') : `${gap.explanation} (${gap.explainedBy ?? ''})`}</span>
              {gap.ruling && <small>{t(`ruling.${gap.ruling}`)} · {gap.ruledBy}</small>}
            </span>
            {gap.explanation !== undefined && (
              <span className={styles.buttons}>
                <Button data-testid="gap-accept" disabled={gap.ruling === 'accepted'} onClick={() => void rule(gap.id, 'accepted')}>{t('ruling.accept')}</Button>
                <Button danger disabled={gap.ruling === 'rejected'} onClick={() => void rule(gap.id, 'rejected')}>{t('ruling.reject')}</Button>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Score({ visitId }: { readonly visitId: string }) {
  const t = useAfterTexts();
  const queries = useQueryClient();
  const key = ['scores', visitId] as const;
  const scores = useQuery({ queryKey: key, queryFn: ({ signal }) => request<ScoreList>('GET', `/api/visits/${encodeURIComponent(visitId)}/scores`, undefined, signal) });
  const [marks, setMarks] = useState<Partial<Record<ScoreCriterion, number>>>({});
  const [note, setNote] = useState('');
  const [error, setError] = useState<unknown>();
  const own = scores.data?.own;
  useEffect(() => {
    if (!own) return;
    setMarks(own.marks);
    setNote(own.note);
  }, [own]);
  const whole = SCORE_CRITERIA.every((one) => marks[one] !== undefined);

  async function give(): Promise<void> {
    setError(undefined);
    try {
      await request<ScoreView>('POST', `/api/visits/${encodeURIComponent(visitId)}/score`, { marks, note });
      await queries.invalidateQueries({ queryKey: key });
    } catch (thrown) {
      setError(thrown);
    }
  }

  return (
    <section className={styles.panel} data-testid="score">
      <h2>{t('score.title')}</h2>
      {SCORE_CRITERIA.map((one) => (
        <label key={one} className={styles.mark}>
          <span>{t(`score.${one}`)}</span>
          <Rate value={marks[one] ?? 0} allowClear={false} aria-label={t(`score.${one}`)} onChange={(mark) => { setMarks({ ...marks, [one]: mark }); }} />
        </label>
      ))}
      <Input.TextArea value={note} maxLength={500} autoSize={{ minRows: 2, maxRows: 5 }} placeholder={t('score.note')} aria-label={t('score.note')} onChange={(event) => { setNote(event.target.value); }} />
      {error !== undefined && <ErrorNotice error={error} />}
      <Button type="primary" size="large" disabled={!whole} data-testid="give-score" onClick={() => void give()}>{t(own ? 'score.change' : 'score.give')}</Button>
      {own && <small role="status">{t('score.given', { time: formatClock(own.atMs) })}</small>}
    </section>
  );
}
