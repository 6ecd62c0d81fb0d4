import { Button, Checkbox, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import type { AddInterview, InterviewList } from '../../server/reports/contract.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { formatMoment } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { Placeholder } from '../kit/Placeholder.tsx';
import { newId } from '../kit/newId.ts';
import styles from './Casework.module.css';
import { useCaseAct, useCasePart } from './queries.ts';
import { useCaseworkTexts } from './texts.ts';

const RELATIONS = ['neighbour', 'buildingHead', 'villageCadre', 'colleague', 'other'] as const satisfies readonly AddInterview['relation'][];

/** What neighbours said, out of the household's hearing; who they are stays sealed from it. */
export function InterviewsPanel({ caseId }: { readonly caseId: string }) {
  const t = useCaseworkTexts();
  const language = useLanguage();
  const list = useCasePart<InterviewList>(caseId, 'interviews');
  if (list.isPending) return <Placeholder cards={2} />;
  if (!list.data) return <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />;
  const { interviews, expected, may } = list.data;
  return (
    <div className={styles.stack}>
      <p className={styles.soft}>{t('interview.count', { count: interviews.length, expected })} {t('interview.sealed')}</p>
      {interviews.map(({ interviewId, neighbourName, relation, yearsKnown, statement, heardBy, atMs }) => (
        <article key={interviewId} className={styles.card} data-testid="interview">
          <h2 className={styles.label}>{neighbourName ?? t(`relation.${relation}`)} <span className={styles.soft}>{t(`relation.${relation}`)} · {t('interview.years')} {yearsKnown}</span></h2>
          {statement !== undefined && <p className={styles.text}>{statement}</p>}
          <p className={styles.soft}>{heardBy} · {formatMoment(atMs, language)}</p>
        </article>
      ))}
      {may.add && <InterviewForm key={interviews.length} caseId={caseId} />}
    </div>
  );
}

function InterviewForm({ caseId }: { readonly caseId: string }) {
  const t = useCaseworkTexts();
  const act = useCaseAct(caseId);
  // Made once for this form, so that a retry after a lost answer is the same interview.
  const [interviewId] = useState(() => newId());
  const [neighbourName, setName] = useState('');
  const [relation, setRelation] = useState<AddInterview['relation']>('neighbour');
  const [yearsKnown, setYears] = useState(1);
  const [statement, setStatement] = useState('');
  const [outOfHearing, setHearing] = useState(false);
  const complete = neighbourName.trim() !== '' && statement.trim().length >= 5 && outOfHearing;
  return (
    <form
      className={`${styles.card} ${styles.form}`}
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate({ path: 'interviews', body: { interviewId, neighbourName, relation, yearsKnown, statement, outOfHearing } });
      }}
    >
      <h2 className={styles.label}>{t('interview.add')}</h2>
      <label>{t('interview.name')}<Input data-testid="interview-name" maxLength={100} value={neighbourName} onChange={({ target }) => { setName(target.value); }} /></label>
      <label htmlFor="interview-relation">{t('interview.relation')}</label>
      <Select id="interview-relation" value={relation} options={RELATIONS.map((value) => ({ value, label: t(`relation.${value}`) }))} onChange={setRelation} />
      <label>{t('interview.years')} <InputNumber min={0} max={100} precision={0} value={yearsKnown} onChange={(value) => { setYears(value ?? 0); }} /></label>
      <label>{t('interview.statement')}<Input.TextArea data-testid="interview-statement" autoSize={{ minRows: 3 }} maxLength={4000} value={statement} onChange={({ target }) => { setStatement(target.value); }} /></label>
      <Checkbox data-testid="interview-hearing" checked={outOfHearing} onChange={({ target }) => { setHearing(target.checked); }}>{t('interview.hearing')}</Checkbox>
      {act.error && <ErrorNotice error={act.error} />}
      <Button type="primary" size="large" htmlType="submit" disabled={!complete} loading={act.isPending} data-testid="interview-save">{t('interview.save')}</Button>
    </form>
  );
}
