import { ArrowLeftOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useCallback, useMemo, useRef, useState } from 'react';
import { Link, useParams } from 'react-router';
import type { ReplayView } from '../../server/replay/contract.ts';
import type { GapView } from '../../server/visits/contract.ts';
import { request } from '../kit/api.ts';
import { EvidenceGallery } from '../evidence/EvidenceGallery.tsx';
import { useEvidence } from '../evidence/queries.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { formatMoment } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { Placeholder } from '../kit/Placeholder.tsx';
import { useVisit } from '../visits/queries.ts';
import { VisitStateTag } from '../visits/VisitStateTag.tsx';
import { EventList } from './EventList.tsx';
import { Player } from './Player.tsx';
import styles from './ReplayPage.module.css';
import { shownTrail } from './shownTrail.ts';
import { useReplayTexts } from './texts.ts';
import { Timeline } from './Timeline.tsx';
import { eventsOf, gapAt, gapSpansOf } from './timeline.ts';
import { TrailList } from './TrailList.tsx';
import { usePlayer } from './usePlayer.ts';
import { VerifyPanel } from './VerifyPanel.tsx';

export function ReplayPage() {
  const { id = '' } = useParams();
  const t = useReplayTexts();
  const replay = useQuery({
    queryKey: ['replay', id],
    queryFn: ({ signal }) => request<ReplayView>('GET', `/api/visits/${encodeURIComponent(id)}/replay`, undefined, signal),
    // Opening a recording is on record: it is opened once, not every time the cache grows old.
    staleTime: Infinity,
  });
  return (
    <main className={styles.page}>
      <Link to="/review" className={styles.back}><ArrowLeftOutlined aria-hidden /> {t('back')}</Link>
      {replay.isPending && <Placeholder cards={2} heightPx={300} />}
      {replay.isError && <ErrorNotice page error={replay.error} onRetry={() => void replay.refetch()} />}
      {replay.data && <Replay replay={replay.data} />}
    </main>
  );
}

const TABS = ['events', 'photos', 'trail'] as const;

function Replay({ replay }: { readonly replay: ReplayView }) {
  const t = useReplayTexts();
  const language = useLanguage();
  const { visit, startMs, endMs, hlsUrl } = replay;
  const count = useEvidence(visit.id).data?.items.length ?? replay.photos.length;
  const details = useVisit(visit.id);
  const video = useRef<HTMLVideoElement>(null);
  const [tab, setTab] = useState<(typeof TABS)[number]>('events');
  const span = useMemo(() => ({ startMs, endMs }), [startMs, endMs]);
  const trail = useMemo(() => shownTrail(replay), [replay]);
  const events = useMemo(() => eventsOf(replay, trail), [replay, trail]);
  const gaps = useMemo(() => gapSpansOf(replay.gaps, span), [replay, span]);
  const explanations = useMemo(
    () => new Map<string, GapView>(details.data?.recording?.gaps.map((gap) => [gap.id, gap])),
    [details.data],
  );
  const { state, seek } = usePlayer(video, hlsUrl, startMs, gaps);
  const atMs = startMs + state.atS * 1000;
  const seekMs = useCallback((toMs: number) => { seek((toMs - startMs) / 1000); }, [seek, startMs]);

  return (
    <>
      <header className={styles.head}>
        <h1 className={styles.title}>{visit.household.applicantName}</h1>
        <VisitStateTag visit={visit} testId="visit-state" />
        <p className={styles.sub}>
          {visit.household.address} · {formatMoment(startMs, language)} · {visit.household.caseNumber}
        </p>
      </header>
      <div className={styles.layout}>
        <div className={styles.main}>
          <Player
            video={video}
            state={state}
            label={t('video', { name: visit.household.applicantName })}
            startMs={startMs}
            endMs={endMs}
            gap={gapAt(gaps, atMs)}
            onSeek={seek}
          />
          <Timeline span={span} atMs={atMs} gaps={gaps} events={events} onSeek={seekMs} />
        </div>
        <aside className={styles.side}>
          <VerifyPanel replay={replay} />
          <section className={styles.panel}>
            <Segmented
              block
              size="large"
              value={tab}
              onChange={setTab}
              options={TABS.map((value) => ({ value, label: t(`tab.${value}`, { count }) }))}
            />
            <div className={styles.list}>
              {tab === 'events' && <EventList events={events} startMs={startMs} atMs={atMs} explanations={explanations} onSeek={seekMs} />}
              {tab === 'photos' && <div className={styles.evidence}><EvidenceGallery visitId={visit.id} onSeek={(ms) => { seek(ms / 1000); }} /></div>}
              {tab === 'trail' && <TrailList trail={trail} />}
            </div>
          </section>
        </aside>
      </div>
    </>
  );
}
