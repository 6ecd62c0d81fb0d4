import { Button, Input, InputNumber } from 'antd';
import { useState } from 'react';
import type { Policy, PolicyPreview } from '../../server/policies/contract.ts';
import { yuanText } from '../casework/yuan.ts';
import { request } from '../kit/api.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { useLanguage } from '../kit/language.ts';
import styles from '../casework/Casework.module.css';
import { usePolicyTexts } from './texts.ts';

type Income = Policy<'income'>;
/** Numbers of their own, with what one unit on the screen is in the record. */
const NUMBERS = [['standardFen', 100], ['wageBaseFen', 100], ['supportThresholdMilli', 1000], ['supportShareMilli', 1000], ['marginalMultipleMilli', 1000]] as const;

/** The next version of the parameters: changed from the one in force, previewed over open cases, then published. */
export function IncomeEditor({ current, onPublished }: { readonly current: Income; readonly onPublished: () => void }) {
  const t = usePolicyTexts();
  const language = useLanguage();
  const [next, setNext] = useState<Income>({ ...current, version: '', effectiveFrom: '' as Income['effectiveFrom'] });
  const [reason, setReason] = useState('');
  const [preview, setPreview] = useState<PolicyPreview>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const named = next.version.trim() !== '' && next.effectiveFrom !== '';
  const change = (part: Partial<Income>): void => {
    setNext({ ...next, ...part });
    setPreview(undefined);
  };
  async function send<T>(path: string, body: object, done: (answer: T) => void): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      done(await request<T>('POST', path, body));
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  }
  const number = (label: string, value: number, unit: number, set: (whole: number) => void) => (
    <label key={label}>{label}<InputNumber min={0} step={unit === 100 ? 10 : 0.1} value={value / unit} style={{ width: '100%' }} onChange={(typed) => { set(Math.round((typed ?? 0) * unit)); }} /></label>
  );
  return (
    <details className={styles.card}>
      <summary data-testid="policy-edit">{t('edit')}</summary>
      <div className={styles.form}>
        <label>{t('version')}<Input value={next.version} maxLength={64} onChange={({ target }) => { change({ version: target.value }); }} /></label>
        <label>{t('effectiveFrom')}<Input type="date" value={next.effectiveFrom} onChange={({ target }) => { change({ effectiveFrom: target.value as Income['effectiveFrom'] }); }} /></label>
        {NUMBERS.map(([name, unit]) => number(t(name), next[name], unit, (whole) => { change({ [name]: whole }); }))}
        {next.coefficients.map(({ condition, coefficientMilli }) => number(t('coefficient', { name: t(`condition.${condition}`) }), coefficientMilli, 1000, (whole) => {
          change({ coefficients: next.coefficients.map((one) => (one.condition === condition ? { ...one, coefficientMilli: whole } : one)) });
        }))}
        {next.deductions.map(({ id, name, deductionMilli }) => number(t('deduction', { name: language === 'en' ? name.en : name.zh }), deductionMilli, 1000, (whole) => {
          change({ deductions: next.deductions.map((one) => (one.id === id ? { ...one, deductionMilli: whole } : one)) });
        }))}
        <label>{t('reason')}<Input value={reason} maxLength={500} onChange={({ target }) => { setReason(target.value); }} /></label>
        {error !== undefined && <ErrorNotice error={error} />}
        {preview && <Preview preview={preview} />}
        <div className={styles.row}>
          <Button loading={busy} disabled={!named} data-testid="policy-preview" onClick={() => void send<PolicyPreview>('/api/policies/income/preview', { policy: next }, setPreview)}>{t('preview')}</Button>
          <Button type="primary" loading={busy} disabled={!named || !preview || reason.trim().length < 2} onClick={() => void send('/api/policies/income', { policy: next, reason }, onPublished)}>{t('publish')}</Button>
        </div>
      </div>
    </details>
  );
}

function Preview({ preview: { changed, unchanged, finishedKept, toBelow, toAbove, largestChanges, caseNumbers } }: { readonly preview: PolicyPreview }) {
  const t = usePolicyTexts();
  return (
    <div className={styles.warn} role="status" data-testid="policy-previewed">
      <p>{changed === 0 ? t('preview.none') : t('preview.changed', { changed, unchanged, kept: finishedKept })}</p>
      {changed > 0 && <p>{t('preview.cross', { below: toBelow, above: toAbove })}</p>}
      <ul>
        {largestChanges.slice(0, 10).map(({ caseId, before, after }) => (
          <li key={caseId}>{t('preview.case', { number: caseNumbers[caseId] ?? caseId, before: yuanText(before.gapFen), after: yuanText(after.gapFen) })}</li>
        ))}
      </ul>
    </div>
  );
}
