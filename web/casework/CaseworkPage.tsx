import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { ProcedureView } from '../../server/procedures/contract.ts';
import { AntdLocale } from '../kit/AntdLocale.tsx';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { useLanguage } from '../kit/language.ts';
import { Placeholder } from '../kit/Placeholder.tsx';
import { Tabs } from '../kit/Tabs.tsx';
import { Tag } from '../kit/Tag.tsx';
import { CalculationPanel } from './CalculationPanel.tsx';
import styles from './Casework.module.css';
import { toneOf, useTimeLeft } from './DeadlineStrip.tsx';
import { DocumentsPanel } from './DocumentsPanel.tsx';
import { InterviewsPanel } from './InterviewsPanel.tsx';
import { NeedsPanel } from './NeedsPanel.tsx';
import { ProcedureCard } from './procedure/ProcedureCard.tsx';
import { useCasePart } from './queries.ts';
import { ReportPanel } from './ReportPanel.tsx';
import { useCaseworkTexts } from './texts.ts';

const PANELS = { report: ReportPanel, interviews: InterviewsPanel, calculation: CalculationPanel, needs: NeedsPanel, documents: DocumentsPanel } as const;

/** One case: where it stands, what is due, and the rooms that this person may enter. */
export function CaseworkPage() {
  const { id = '' } = useParams();
  const t = useCaseworkTexts();
  const language = useLanguage();
  const timeLeft = useTimeLeft();
  const procedure = useCasePart<ProcedureView>(id, 'procedure');
  const [tab, setTab] = useState<keyof typeof PANELS>();
  if (procedure.isPending) return <main className={styles.page}><Placeholder cards={3} /></main>;
  if (!procedure.data) return <ErrorNotice page error={procedure.error} onRetry={() => void procedure.refetch()} />;
  const { applicantName, caseNumber, state, deadlines, rooms } = procedure.data;
  const room = tab ?? rooms[0];
  const Panel = room && PANELS[room];
  return (
    <AntdLocale>
      <main className={styles.page}>
        <Link to="/desk" className={styles.back ?? ''}>← {t('desk.title')}</Link>
        <header className={styles.head}>
          <h1 className={styles.title}>{applicantName}</h1>
          <Tag tone="accent" testId="case-state" state={state}>{t(`state.${state}`)}</Tag>
          <Link to={`/cases/${encodeURIComponent(id)}`} className={styles.soft ?? ''}>{caseNumber}</Link>
        </header>
        {deadlines.length > 0 && (
          <ul className={styles.clocks} aria-label={t('deadlines')}>
            {deadlines.map((deadline) => (
              <li key={deadline.clock} className={styles.clock} data-tone={toneOf(deadline)}>
                <span>{language === 'en' ? deadline.name.en : deadline.name.zh}</span>
                <strong>{deadline.dueOn} · {timeLeft(deadline)}</strong>
              </li>
            ))}
          </ul>
        )}
        <ProcedureCard procedure={procedure.data} />
        {room && Panel && (
          <Tabs label={t('rooms')} tabs={rooms.map((key) => ({ key, label: t(`tab.${key}`) }))} current={room} onChange={setTab}>
            <Panel caseId={id} />
          </Tabs>
        )}
      </main>
    </AntdLocale>
  );
}
