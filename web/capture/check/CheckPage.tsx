import { ArrowLeftOutlined, CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled, LoadingOutlined, MinusCircleOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { DeviceCheck } from '../../../server/rules/contract.ts';
import { ErrorNotice } from '../../kit/ErrorNotice.tsx';
import { LevelMeter } from '../../kit/LevelMeter.tsx';
import { Placeholder } from '../../kit/Placeholder.tsx';
import { useSession } from '../../people/useSession.ts';
import { actOnVisit } from '../../visits/queries.ts';
import { useFieldVisit, useKeptActs } from '../../visits/useFieldVisit.ts';
import styles from './CheckPage.module.css';
import { ITEMS, partnerVerdict, sayFound } from './findings.ts';
import type { Item } from './findings.ts';
import { useCheckTexts } from './texts.ts';
import { useDeviceCheck } from './useDeviceCheck.ts';

const ICONS = {
  good: <CheckCircleFilled />, poor: <ExclamationCircleFilled />, bad: <CloseCircleFilled />, waiting: <LoadingOutlined />, unknown: <MinusCircleOutlined />,
} as const;

/** Ten seconds before a visit: what this phone has, and what to do about what it lacks. Stored with the visit. */
export function CheckPage() {
  const { id = '' } = useParams();
  const t = useCheckTexts();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const visit = useFieldVisit(id);
  const waits = useKeptActs(id).acts.some(({ request }) => request.act.act === 'check');
  const ownId = useSession().data?.account.id;
  const run = useDeviceCheck();
  const [kept, setKept] = useState(false);
  const [error, setError] = useState<unknown>();
  const partner = visit.data?.investigators.find((one) => one.id !== ownId);
  const partnerState = visit.data && partner && partnerVerdict(visit.data, partner.id);
  const found: DeviceCheck = { ...run.found, ...(partnerState && { partner: partnerState }) };

  async function check(): Promise<void> {
    setKept(false);
    setError(undefined);
    const all = await run.start();
    try {
      await actOnVisit(queries, id, { act: 'check', found: { ...all, ...(partnerState && { partner: partnerState }) } });
      setKept(true);
    } catch (thrown) {
      setError(thrown);
    }
  }

  const stateOf = (item: Item): keyof typeof ICONS => (item !== 'partner' && run.pending.has(item) ? 'waiting' : (found[item] ?? 'unknown'));
  return (
    <main className={styles.page}>
      <Link to={`/visits/${id}`} className={styles.back}><ArrowLeftOutlined aria-hidden /> {visit.data?.household.applicantName}</Link>
      <h1 className={styles.title}>{t('title')}</h1>
      {visit.isPending && <Placeholder cards={2} heightPx={180} />}
      {visit.isError && !visit.data && <ErrorNotice page error={visit.error} onRetry={() => void visit.refetch()} />}
      <section className={styles.phrase} aria-live="polite">
        <p>{t(run.state === 'running' ? 'listening' : run.phrase === undefined ? 'intro' : 'heard')}</p>
        {run.phrase === undefined
          ? <div className={styles.words}><strong>{t('phrase')}</strong><LevelMeter value={run.level} label={t('microphone')} /></div>
          : <audio className={styles.player} controls src={run.phrase} data-testid="phrase" />}
      </section>
      {run.state !== 'idle' && (
        <ul className={styles.items} aria-label={t('results')}>
          {ITEMS.map((item) => {
            const state = stateOf(item);
            const told = sayFound(item, found);
            return (
              <li key={item} className={styles.item} data-testid={`check-${item}`} data-state={state}>
                <span className={styles.icon} aria-hidden>{ICONS[state]}</span>
                <div>
                  <h2 className={styles.name}>{t(item)}<span className={styles.verdict}>{t(state)}</span></h2>
                  {state !== 'waiting' && told !== undefined && <p className={styles.soft}>{t(told.key, told.values)}</p>}
                  {item === 'partner' && partner && partnerState && <p className={styles.advice}>{t(`partner.${partnerState}`, { name: partner.name })}</p>}
                  {item !== 'partner' && (state === 'poor' || state === 'bad') && <p className={styles.advice}>{t(`${item}.${state}`)}</p>}
                </div>
              </li>
            );
          })}
        </ul>
      )}
      {error !== undefined && <ErrorNotice error={error} />}
      <div className={styles.foot}>
        {kept && <p className={styles.kept} role="status" data-testid="check-kept">{t(waits ? 'keptLater' : 'kept')}</p>}
        {run.state === 'done'
          ? (
            <>
              <Button type="primary" size="large" block data-testid="check-done" onClick={() => void navigate(`/visits/${id}`)}>{t('done')}</Button>
              <Button size="large" block onClick={() => void check()}>{t('again')}</Button>
            </>
          )
          : <Button type="primary" size="large" block loading={run.state === 'running'} disabled={!visit.data} data-testid="check-start" onClick={() => void check()}>{t('start')}</Button>}
      </div>
    </main>
  );
}
