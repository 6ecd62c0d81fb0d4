import { CalculatorOutlined } from '@ant-design/icons';
import { Button, Input, InputNumber } from 'antd';
import { useState } from 'react';
import type { Adoptable, CalculationList } from '../../server/income/cases/contract.ts';
import type { DerivationLine } from '../../server/income/contract.ts';
import { EmptyState } from '../kit/EmptyState.tsx';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { formatMoment } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { Placeholder } from '../kit/Placeholder.tsx';
import { Sheet } from '../kit/Sheet.tsx';
import { Tag } from '../kit/Tag.tsx';
import styles from './Casework.module.css';
import { useCaseAct, useCasePart } from './queries.ts';
import { useCaseworkTexts } from './texts.ts';
import { yuanText } from './yuan.ts';

const SUMS: ReadonlySet<DerivationLine['topic']> = new Set(['total', 'perCapita', 'gap']);

/** What an officer may put a value in the place of, by the line it is on. */
function adoptableOf({ topic, subjectId }: DerivationLine): Adoptable | undefined {
  if (subjectId === undefined) return undefined;
  if (topic === 'labour') return 'labour';
  if (topic === 'support') return 'obligor';
  if (topic === 'rigidExpense') return 'rigidExpense';
  return topic === 'business' || topic === 'property' || topic === 'transfer' || topic === 'other' ? 'item' : undefined;
}

/** The household's income line by line, with what was adopted and why. Figures, never a verdict. */
export function CalculationPanel({ caseId }: { readonly caseId: string }) {
  const t = useCaseworkTexts();
  const language = useLanguage();
  const list = useCasePart<CalculationList>(caseId, 'calculations');
  const act = useCaseAct(caseId);
  const [adopting, setAdopting] = useState<DerivationLine>();
  if (list.isPending) return <Placeholder cards={3} />;
  if (!list.data) return <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />;
  const { calculations, obstacle, may } = list.data;
  const [newest] = calculations;
  const compute = (body: object = {}) => { act.mutate({ path: 'calculations', body }, { onSuccess: () => { setAdopting(undefined); } }); };
  const button = may.calculate && (
    <Button type="primary" size="large" loading={act.isPending} data-testid="calculate" onClick={() => { compute(); }}>{t(newest ? 'calc.again' : 'calc.compute')}</Button>
  );
  const why = obstacle === 'noForm' ? t('calc.noForm') : obstacle === 'finished' ? t('calc.finished') : undefined;
  if (!newest) {
    return (
      <EmptyState icon={<CalculatorOutlined />} title={t('calc.empty')} {...(why !== undefined && { text: why })}>
        {button}
        {act.error && <ErrorNotice error={act.error} />}
      </EmptyState>
    );
  }
  const { calculation, revision, madeBy, madeAtMs } = newest;
  const { parameters } = calculation;
  return (
    <div className={styles.stack}>
      <div className={styles.figures}>
        {(['total', 'perCapita', 'gap'] as const).map((name) => (
          <div key={name} className={styles.figure} data-testid={`figure-${name}`}>
            {t(`calc.${name}`)}<b>{yuanText(calculation[`${name}Fen`])}</b><span className={styles.soft}>{t('calc.unit')}</span>
          </div>
        ))}
      </div>
      {parameters.confirmedBy === null
        ? <p className={styles.warn}>{t('calc.unconfirmed', { version: parameters.version })}</p>
        : <p className={styles.good}>{t('calc.confirmed', { version: parameters.version, by: parameters.confirmedBy })}</p>}
      <section className={styles.card}>
        <div className={styles.spread}>
          <h2 className={styles.label}>{t('calc.lines')}</h2>
          <span className={styles.soft}>{t('calc.revision', { revision, by: madeBy, at: formatMoment(madeAtMs, language) })}</span>
        </div>
        <ol className={styles.lines}>
          {calculation.lines.map((line, index) => {
            const adoptable = may.calculate ? adoptableOf(line) : undefined;
            return (
              <li key={index} className={styles.line} data-effect={line.effect} data-sum={SUMS.has(line.topic)} data-testid="derivation-line">
                <span>{language === 'en' ? line.text.en : line.text.zh}</span>
                <span className={styles.row}>
                  {line.value && <Tag tone={line.value.basis === 'adopted' ? 'accent' : line.value.basis === 'verified' ? 'good' : 'neutral'}>{t(`basis.${line.value.basis}`)}</Tag>}
                  {adoptable && line.value?.basis === 'adopted' && (
                    <Button size="small" onClick={() => { compute({ release: [{ on: adoptable, subjectId: line.subjectId }] }); }}>{t('calc.release')}</Button>
                  )}
                  {adoptable && line.value?.basis !== 'adopted' && <Button size="small" data-testid="adopt" onClick={() => { setAdopting(line); }}>{t('calc.adopt')}</Button>}
                </span>
              </li>
            );
          })}
        </ol>
        <p className={styles.soft}>{t('calc.noVerdict')} {why}</p>
      </section>
      {act.error && <ErrorNotice error={act.error} />}
      <div className={styles.row}>{button}</div>
      <Sheet open={adopting !== undefined} title={t('calc.adopt')} onClose={() => { setAdopting(undefined); }}>
        {adopting && <AdoptForm line={adopting} busy={act.isPending} onAdopt={(value) => { compute({ adopt: [{ on: adoptableOf(adopting), subjectId: adopting.subjectId, ...value }] }); }} />}
      </Sheet>
    </div>
  );
}

interface AdoptProps {
  readonly line: DerivationLine;
  readonly busy: boolean;
  readonly onAdopt: (value: { monthlyFen: number; reason: string }) => void;
}

function AdoptForm({ line, busy, onAdopt }: AdoptProps) {
  const t = useCaseworkTexts();
  const language = useLanguage();
  const [amount, setAmount] = useState<number | null>(null);
  const [reason, setReason] = useState('');
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (amount !== null) onAdopt({ monthlyFen: Math.round(amount * 100), reason });
      }}
    >
      <p className={styles.soft}>{language === 'en' ? line.text.en : line.text.zh}</p>
      <label>{t('calc.adopt.amount')}<InputNumber min={0} precision={2} style={{ width: '100%' }} data-testid="adopt-amount" value={amount} onChange={setAmount} /></label>
      <label>{t('calc.adopt.reason')}<Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} data-testid="adopt-reason" value={reason} onChange={({ target }) => { setReason(target.value); }} /></label>
      <Button type="primary" size="large" htmlType="submit" loading={busy} disabled={amount === null || reason.trim().length < 2} data-testid="adopt-save">{t('calc.adopt.save')}</Button>
    </form>
  );
}
