import { ArrowLeftOutlined, ClockCircleOutlined, FileProtectOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { phaseOf } from '../../server/visits/phases/contract.ts';
import { EmptyState } from '../kit/EmptyState.tsx';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { formatClock, formatDuration } from '../kit/formatTime.ts';
import { Placeholder } from '../kit/Placeholder.tsx';
import { useNow } from '../kit/useNow.ts';
import { useVisit } from '../visits/queries.ts';
import { useVisitTexts } from '../visits/texts.ts';
import { VisitStateTag } from '../visits/VisitStateTag.tsx';
import { useExchange } from '../exchange/useExchange.ts';
import { ActBar } from './ActBar.tsx';
import { AfterVisit } from './AfterVisit.tsx';
import { LiveSide } from './LiveSide.tsx';
import { LiveVideo } from './LiveVideo.tsx';
import styles from './LiveVisitPage.module.css';
import { useWatchTexts } from './texts.ts';
import { useWatcher } from './useWatcher.ts';

/** One visit as it happens. Whoever opens this page is on record, and the field sees their name. */
export function LiveVisitPage() {
  const { id = '' } = useParams();
  const t = useWatchTexts();
  const visit = useVisit(id);
  // Watching begins before the details have arrived: the server decides on its own, and the first frame comes sooner.
  const watching = useWatcher(id, visit.data?.may.watch ?? !visit.isError);
  const { data } = visit;
  const exchange = useExchange(id);
  const [drawing, setDrawing] = useState(false);

  return (
    <main className={styles.page}>
      <Link to="/live" className={styles.back}><ArrowLeftOutlined aria-hidden /> {t('room.back')}</Link>
      {visit.isError && !data && <ErrorNotice page error={visit.error} onRetry={() => void visit.refetch()} />}
      {data && !data.may.watch && <Over visit={data} />}
      {data?.may.ruleGaps && <AfterVisit visit={data} />}
      {(data?.may.watch ?? visit.isPending) && (
        <div className={styles.layout}>
          <div className={styles.main}>
            <LiveVideo
              watching={watching}
              marks={exchange.items}
              onMark={drawing ? (act) => void exchange.act(act).catch(() => undefined) : undefined}
              label={t('room.picture', { name: data?.household.applicantName ?? '' })}
            />
            {data && <Caption visit={data} />}
            {data && exchange.view?.may.instruct && <ActBar visit={data} exchange={exchange} drawing={drawing} onDraw={setDrawing} />}
          </div>
          <aside className={styles.side}>
            {data ? <LiveSide visit={data} items={exchange.items} /> : <Placeholder cards={2} heightPx={150} />}
          </aside>
        </div>
      )}
    </main>
  );
}

function Caption({ visit }: { readonly visit: VisitDetail }) {
  const t = useWatchTexts();
  const shared = useVisitTexts();
  const nowMs = useNow(1000);
  const openGaps = visit.recording?.gaps.filter(({ endMs }) => endMs === undefined) ?? [];
  return (
    <div className={styles.caption}>
      <div className={styles.head}>
        <h1 className={styles.title}>{visit.household.applicantName}</h1>
        <VisitStateTag visit={visit} testId="visit-state" />
        {visit.startedAtMs !== undefined && (
          <span className={styles.time}><ClockCircleOutlined aria-hidden /> {formatDuration(nowMs - visit.startedAtMs)}</span>
        )}
      </div>
      <p className={styles.address}>{visit.household.address}</p>
      {visit.privacySinceMs !== undefined && <p className={styles.gap} role="status" data-testid="privacy-pause">{t('card.privacy')}</p>}
      {visit.recording?.alarm && <p className={styles.alarm} role="alert">{shared(`alarm.${visit.recording.alarm}`)}</p>}
      {openGaps.map((gap) => (
        <p key={gap.id} className={styles.gap} role="alert" data-testid="gap-warning">
          {t('gap.now', { what: shared(`gap.${gap.kind}`), time: formatClock(gap.startMs, true) })}
        </p>
      ))}
    </div>
  );
}

function Over({ visit }: { readonly visit: VisitDetail }) {
  const t = useWatchTexts();
  const navigate = useNavigate();
  const before = phaseOf(visit.state) === 'planned';
  return (
    <EmptyState
      icon={before ? <ClockCircleOutlined /> : <FileProtectOutlined />}
      title={t(before ? 'room.notStarted' : 'room.ended')}
      text={t(before ? 'room.notStarted.text' : 'room.ended.text')}
    >
      <div className={styles.overActions}>
        <VisitStateTag visit={visit} testId="visit-state" />
        {visit.may.replay
          ? <Button type="primary" size="large" onClick={() => void navigate(`/review/${visit.id}`)}>{t('room.replay')}</Button>
          : <Button size="large" onClick={() => void navigate('/live')}>{t('room.open')}</Button>}
      </div>
    </EmptyState>
  );
}
