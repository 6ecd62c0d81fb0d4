import { FileTextOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { ReportSection, ReportVersion, ReportView } from '../../server/reports/contract.ts';
import { EmptyState } from '../kit/EmptyState.tsx';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { formatMoment } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { Placeholder } from '../kit/Placeholder.tsx';
import { Tag } from '../kit/Tag.tsx';
import styles from './Casework.module.css';
import { useCaseAct, useCasePart } from './queries.ts';
import { useCaseworkTexts } from './texts.ts';

/** The investigators' report: drafted, edited by version, submitted; and read and judged by its reviewer. */
export function ReportPanel({ caseId }: { readonly caseId: string }) {
  const t = useCaseworkTexts();
  const report = useCasePart<ReportView>(caseId, 'report');
  const act = useCaseAct(caseId);
  if (report.isPending) return <Placeholder cards={3} />;
  if (!report.data) return <ErrorNotice error={report.error} onRetry={() => void report.refetch()} />;
  const { shown, may, versions } = report.data;
  const draft = () => { act.mutate({ path: 'report/draft' }); };
  if (!shown) {
    return (
      <EmptyState icon={<FileTextOutlined />} title={t('report.empty')} text={t('report.empty.text')}>
        {may.write && <Button type="primary" size="large" loading={act.isPending} data-testid="report-draft" onClick={draft}>{t('report.draft')}</Button>}
        {act.error && <ErrorNotice error={act.error} />}
      </EmptyState>
    );
  }
  return (
    <div className={styles.stack}>
      {may.write
        ? <ReportEditor key={shown.version} caseId={caseId} report={report.data} onDraft={draft} />
        : <ReportText sections={shown.sections} hints={shown.hints} />}
      {may.review && <ReviewForm caseId={caseId} version={shown.version} />}
      <section className={styles.card}>
        <h2 className={styles.label}>{t('report.history')}</h2>
        <ul className={styles.stack}>{versions.map((version) => <VersionRow key={version.version} version={version} />)}</ul>
      </section>
    </div>
  );
}

function ReportText({ sections, hints }: Pick<NonNullable<ReportView['shown']>, 'sections' | 'hints'>) {
  const t = useCaseworkTexts();
  return (
    <article className={`${styles.card} ${styles.stack}`}>
      {sections.map(({ key, text }) => (
        <section key={key}>
          <h2 className={styles.label}>{t(`section.${key}`)}</h2>
          <p className={styles.text}>{text}</p>
          {hints.filter((hint) => hint.section === key).map(({ words }) => <p key={words} className={styles.warn}>{t('report.hint', { words })}</p>)}
        </section>
      ))}
    </article>
  );
}

function ReportEditor({ caseId, report, onDraft }: { readonly caseId: string; readonly report: ReportView; readonly onDraft: () => void }) {
  const t = useCaseworkTexts();
  const act = useCaseAct(caseId);
  const [sections, setSections] = useState<readonly ReportSection[]>(report.shown?.sections ?? []);
  const [fewer, setFewer] = useState('');
  const version = report.shown?.version ?? 0;
  const changed = sections !== report.shown?.sections;
  const missing = report.interviews < report.interviewsExpected;
  const returned = report.versions[0]?.review;
  return (
    <form className={`${styles.card} ${styles.stack}`} onSubmit={(event) => { event.preventDefault(); }}>
      {returned?.outcome === 'returned' && (
        <div className={styles.warn} role="status">
          <strong>{t('report.returned', { by: returned.by })}</strong>
          <ul>{returned.remarks.map(({ section, text }) => <li key={text}>{section === undefined ? '' : `${t(`section.${section}`)}：`}{text}</li>)}</ul>
        </div>
      )}
      {sections.map(({ key, text }) => (
        <div key={key}>
          <label className={styles.label} htmlFor={`section-${key}`}>{t(`section.${key}`)}</label>
          <Input.TextArea
            id={`section-${key}`} data-testid={`section-${key}`} autoSize={{ minRows: 2, maxRows: 16 }} maxLength={8000} value={text}
            onChange={({ target }) => { setSections(sections.map((one) => (one.key === key ? { key, text: target.value } : one))); }}
          />
          {report.shown?.hints.filter((hint) => hint.section === key).map(({ words }) => <p key={words} className={styles.warn}>{t('report.hint', { words })}</p>)}
        </div>
      ))}
      {missing && (
        <div>
          <label className={styles.label} htmlFor="fewer">{t('report.fewer', { count: report.interviews, expected: report.interviewsExpected })}</label>
          <Input id="fewer" value={fewer} maxLength={500} data-testid="report-fewer" onChange={({ target }) => { setFewer(target.value); }} />
        </div>
      )}
      {act.error && <ErrorNotice error={act.error} />}
      <div className={styles.row}>
        {changed
          ? <Button type="primary" size="large" loading={act.isPending} data-testid="report-save" onClick={() => { act.mutate({ path: 'report/versions', body: { basedOn: version, sections } }); }}>{t('report.save')}</Button>
          : (
            <Button
              type="primary" size="large" loading={act.isPending} disabled={missing && fewer.trim().length < 2} data-testid="report-submit"
              onClick={() => { act.mutate({ path: 'report/submission', body: { version, ...(missing && { fewerInterviews: fewer }) } }); }}
            >
              {t('report.submit')}
            </Button>
          )}
        <Button size="large" onClick={onDraft}>{t('report.redraft')}</Button>
      </div>
    </form>
  );
}

function ReviewForm({ caseId, version }: { readonly caseId: string; readonly version: number }) {
  const t = useCaseworkTexts();
  const act = useCaseAct(caseId);
  const [remark, setRemark] = useState('');
  const said = remark.trim();
  const send = (outcome: 'accepted' | 'returned') => { act.mutate({ path: 'report/review', body: { outcome, version, remarks: said === '' ? [] : [{ text: said }] } }); };
  return (
    <section className={`${styles.card} ${styles.stack}`}>
      <div>
        <label className={styles.label} htmlFor="remark">{t('report.remark')}</label>
        <Input.TextArea id="remark" data-testid="review-remark" placeholder={t('report.remark.hint')} autoSize={{ minRows: 2 }} maxLength={1000} value={remark} onChange={({ target }) => { setRemark(target.value); }} />
      </div>
      {act.error && <ErrorNotice error={act.error} />}
      <div className={styles.row}>
        <Button type="primary" size="large" loading={act.isPending} data-testid="review-accept" onClick={() => { send('accepted'); }}>{t('report.accept')}</Button>
        <Button size="large" danger disabled={said.length < 2} data-testid="review-return" onClick={() => { send('returned'); }}>{t('report.return')}</Button>
      </div>
    </section>
  );
}

function VersionRow({ version: { version, origin, by, atMs, submittedAtMs, review } }: { readonly version: ReportVersion }) {
  const t = useCaseworkTexts();
  const language = useLanguage();
  return (
    <li className={styles.spread} data-testid="report-version">
      <span><strong>{t('report.version', { version })}</strong> <span className={styles.soft}>{t(`report.origin.${origin}`)} · {t('report.by', { by, at: formatMoment(atMs, language) })}</span></span>
      {review
        ? <Tag tone={review.outcome === 'accepted' ? 'good' : 'warn'}>{t(`report.${review.outcome}`, { by: review.by })}</Tag>
        : submittedAtMs !== undefined && <Tag tone="accent">{t('report.submitted')}</Tag>}
    </li>
  );
}
