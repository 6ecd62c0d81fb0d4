import { Button, Input } from 'antd';
import { useState } from 'react';
import { NO_TEXT_YET, noticeText } from '../../server/visits/notices/contract.ts';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { useLanguage } from '../kit/language.ts';
import { Chips } from './Chips.tsx';
import { ConsentCard } from './ConsentCard.tsx';
import styles from './fieldwork.module.css';
import { NoticeCard } from './NoticeCard.tsx';
import { Panel } from './Panel.tsx';
import { useFieldTexts } from './texts.ts';
import { useAct } from './useAct.ts';

export interface DoorStepsProps {
  readonly visit: VisitDetail;
  readonly onBack: () => void;
  readonly onStart: () => void;
  readonly partnerIsHere: boolean;
  readonly partnerName: string;
}

const STEPS = ['arrived', 'identified', 'noticeGiven', 'consentRecorded'] as const;

/** At the door, one thing after the other: cards, notice, consent, and then in. */
export function DoorSteps({ visit, onBack, onStart, partnerIsHere, partnerName }: DoorStepsProps) {
  const t = useFieldTexts();
  const inEnglish = useLanguage() === 'en';
  const { act, busy, error } = useAct(visit.id);
  const [language, setLanguage] = useState<'zh-CN' | 'mn-Mong'>('zh-CN');
  const [interpreter, setInterpreter] = useState('');
  const at = STEPS.findIndex((one) => one === visit.state);
  const notice = noticeText('notice');
  const missing = language === 'mn-Mong' && noticeText('notice', 'mn-Mong') === undefined;
  const by = missing && interpreter.trim() !== '' ? { interpreter: interpreter.trim() } : {};

  const foot =
    visit.state === 'arrived' ? (
      <Button type="primary" size="large" block loading={busy} data-testid="identify" onClick={() => void act({ act: 'identify' })}>{t('door.identified')}</Button>
    ) : visit.state === 'identified' && notice ? (
      <Button type="primary" size="large" block loading={busy} disabled={missing && interpreter.trim() === ''} data-testid="give-notice" onClick={() => void act({ act: 'giveNotice', textVersion: notice.version, language: notice.language }, by)}>
        {t('door.noticeGiven')}
      </Button>
    ) : visit.state === 'consentRecorded' ? (
      <>
        {!partnerIsHere && <p className={styles.hint}>{t('start.waiting', { name: partnerName })}</p>}
        <Button type="primary" size="large" block data-testid="start-investigation" disabled={!partnerIsHere} onClick={() => { onBack(); onStart(); }}>{t('step.start')}</Button>
      </>
    ) : undefined;

  return (
    <Panel title={t('door.title')} onBack={onBack} testId="door-panel" {...(foot && { foot })}>
      <ol className={styles.steps}>
        {STEPS.map((one, index) => (
          <li key={one} data-done={index < at} {...(index === at && { 'aria-current': 'step' as const })}>{t(`door.step.${one}`)}</li>
        ))}
      </ol>
      {error !== undefined && <ErrorNotice error={error} />}
      {visit.state === 'arrived' && (
        <section className={styles.card}>
          <h3>{t('door.identify')}</h3>
          <p className={styles.large}>{t('door.identify.text', { names: visit.investigators.map(({ name }) => name).join('、') })}</p>
        </section>
      )}
      {visit.state === 'identified' && notice && (
        <>
          <Chips
            label={t('door.language')}
            options={[{ value: 'zh-CN', label: t('door.zh') }, { value: 'mn-Mong', label: t('door.mn') }]}
            chosen={[language]}
            onChoose={(value) => { setLanguage(value === 'mn-Mong' ? 'mn-Mong' : 'zh-CN'); }}
          />
          {missing && (
            <div className={styles.warn}>
              <p>{inEnglish ? NO_TEXT_YET.en : NO_TEXT_YET.zh}</p>
              <Input size="large" value={interpreter} maxLength={100} aria-label={t('door.interpreter')} placeholder={t('door.interpreter')} onChange={(event) => { setInterpreter(event.target.value); }} />
            </div>
          )}
          <NoticeCard text={notice} />
        </>
      )}
      {visit.state === 'noticeGiven' && <ConsentCard visit={visit} kind="recording" personId="applicant" onDone={() => undefined} />}
      {visit.state === 'consentRecorded' && (
        <>
          {visit.recordingRefused
            ? <p className={styles.warn} data-testid="fallback">{t('fallback')}</p>
            : <section className={styles.card}><h3>{t('door.ready')}</h3><p className={styles.soft}>{t('door.ready.text')}</p></section>}
          {visit.consents.some((one) => one.kind === 'checkAuthorization')
            ? <p className={styles.soft}>{t('consent.checkDone')}</p>
            : <ConsentCard visit={visit} kind="checkAuthorization" personId="applicant" onDone={() => undefined} />}
        </>
      )}
    </Panel>
  );
}
