import { DownOutlined } from '@ant-design/icons';
import { useState } from 'react';
import type { Answer } from '../../server/forms/contract.ts';
import type { InterviewList, ReportSectionKey, ReportView } from '../../server/reports/contract.ts';
import { useCasePart } from '../casework/queries.ts';
import { useCaseworkTexts } from '../casework/texts.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { useLanguage } from '../kit/language.ts';
import type { MemberNames } from './answerTexts.ts';
import { answerText, inFormOrder, lineText } from './answerTexts.ts';
import styles from './CompareSection.module.css';
import { formAt } from './moments.ts';
import { useReplayTexts } from './texts.ts';

/** What is laid side by side: sections of the form, and the part of the report that is about the same. */
const TOPICS: readonly { readonly report: ReportSectionKey; readonly form: readonly string[] }[] = [
  { report: 'household', form: ['household', 'members'] },
  { report: 'labour', form: ['labour'] },
  { report: 'income', form: ['income'] },
  { report: 'property', form: ['property', 'housing'] },
  { report: 'expenses', form: ['expenses'] },
  { report: 'living', form: ['living', 'rooms'] },
  { report: 'obligors', form: ['obligors'] },
];

interface Props {
  readonly caseId: string;
  readonly answers: readonly Answer[];
  readonly names: MemberNames;
  readonly onSeek: (toMs: number) => void;
}

/** Form, report and neighbours about the same thing, side by side; an answer leads to the moment at which it was given. */
export function CompareSection(props: Props) {
  const t = useReplayTexts();
  const [open, setOpen] = useState(false);
  return (
    <section className={styles.compare} aria-label={t('compare')}>
      <button type="button" className={styles.open} aria-expanded={open} data-testid="compare-open" onClick={() => { setOpen(!open); }}>
        <span><b>{t('compare')}</b><small>{t('compare.about')}</small></span>
        <DownOutlined className={open ? styles.turned ?? '' : ''} aria-hidden />
      </button>
      {open && <Compared {...props} />}
    </section>
  );
}

function Compared({ caseId, answers, names, onSeek }: Props) {
  const t = useReplayTexts();
  const casework = useCaseworkTexts();
  const language = useLanguage();
  const report = useCasePart<ReportView>(caseId, 'report');
  const interviews = useCasePart<InterviewList>(caseId, 'interviews');
  const [topic, setTopic] = useState<ReportSectionKey>('living');
  const form = formAt(answers, Infinity);
  const chosen = TOPICS.find((one) => one.report === topic);
  const inOrder = inFormOrder(answers);
  const lines = [...form.values()].filter(({ itemId }) => chosen?.form.includes(itemId.split('.')[0] ?? '')).sort((a, b) => inOrder(a.itemId, b.itemId));
  const written = report.data?.shown?.sections.find(({ key }) => key === topic)?.text;
  const heard = interviews.data?.interviews ?? [];
  return (
    <>
      <div className={styles.topics} role="group" aria-label={t('compare')}>
        {TOPICS.map((one) => (
          <button key={one.report} type="button" aria-pressed={topic === one.report} onClick={() => { setTopic(one.report); }}>{casework(`section.${one.report}`)}</button>
        ))}
      </div>
      <div className={styles.columns}>
        <div>
          <h3>{t('compare.form')}</h3>
          {lines.length === 0 && <p className={styles.none}>{t('compare.none')}</p>}
          <dl>
            {lines.map(({ itemId, value, atMs }) => (
              <div key={itemId}>
                <dt>{lineText(itemId, answers, names, language)}</dt>
                <dd><button type="button" onClick={() => { onSeek(atMs); }}>{answerText(itemId, value, names, language)}</button></dd>
              </div>
            ))}
          </dl>
        </div>
        <div>
          <h3>{t('compare.report')}</h3>
          {report.isError && <ErrorNotice error={report.error} />}
          {written ? <p className={styles.text}>{written}</p> : !report.isError && <p className={styles.none}>{t('compare.none')}</p>}
        </div>
        <div>
          <h3>{t('compare.neighbours')}</h3>
          {interviews.isError && <ErrorNotice error={interviews.error} />}
          {heard.length === 0 && !interviews.isError && <p className={styles.none}>{t('compare.none')}</p>}
          {heard.map(({ interviewId, neighbourName, statement, yearsKnown }) => (
            <p key={interviewId} className={styles.text}><b>{neighbourName ?? t('compare.neighbour')}</b><small> {t('compare.years', { count: yearsKnown })}</small><br />{statement}</p>
          ))}
        </div>
        <div>
          <h3>{t('compare.check')}</h3>
          <p className={styles.none}>{t('compare.check.text')}</p>
        </div>
      </div>
    </>
  );
}
