import { ArrowLeftOutlined, DeleteOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useCallback, useMemo, useRef, useState } from 'react';
import { Link, useParams } from 'react-router';
import type { ReplayView } from '../../server/replay/contract.ts';
import type { GapView } from '../../server/visits/contract.ts';
import { CaseFilePanel } from '../casefiles/CaseFilePanel.tsx';
import { request } from '../kit/api.ts';
import { EvidenceGallery } from '../evidence/EvidenceGallery.tsx';
import { useEvidence } from '../evidence/queries.ts';
import { EmptyState } from '../kit/EmptyState.tsx';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { formatMoment } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { Placeholder } from '../kit/Placeholder.tsx';
import { RetentionPanel } from '../retention/RetentionPanel.tsx';
import { useRetentionTexts } from '../retention/texts.ts';
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
import { useWatchedParts } from './useWatchedParts.ts';
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
  const gone = useRetentionTexts();
  const { visit, startMs, hlsUrl } = replay;
  const count = useEvidence(visit.id).data?.items.length ?? replay.photos.length;
  const details = useVisit(visit.id);
  const video = useRef<HTMLVideoElement>(null);
  const [tab, setTab] = useState<(typeof TABS)[number]>('events');
  const trail = useMemo(() => shownTrail(replay), [replay]);
  const events = useMemo(() => eventsOf(replay, trail), [replay, trail]);
  const gaps = useMemo(() => gapSpansOf(replay.gaps, { startMs, endMs: replay.endMs }), [replay, startMs]);
  const explanations = useMemo(
    () => new Map<string, GapView>(details.data?.recording?.gaps.map((gap) => [gap.id, gap])),
    [details.data],
  );
  const { state, seek } = usePlayer(video, hlsUrl, startMs, gaps);
  const atMs = startMs + state.atS * 1000;
  // The recording of a running visit grows while it is watched.
  const endMs = Math.max(replay.endMs, startMs + state.durationS * 1000);
  const span = useMemo(() => ({ startMs, endMs }), [startMs, endMs]);
  useWatchedParts(video, visit.id);
  const moments = useMemo(() => events.map((event) => (event.atMs - startMs) / 1000), [events, startMs]);
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
          {replay.destroyedAtMs !== undefined && <EmptyState icon={<DeleteOutlined />} title={gone('gone.title')} text={gone('gone.text')} />}
          {replay.destroyedAtMs === undefined && (
          <Player
            video={video}
            state={state}
            label={t('video', { name: visit.household.applicantName })}
            startMs={startMs}
            endMs={endMs}
            gap={gapAt(gaps, atMs)}
            moments={moments}
            onSeek={seek}
          />
          )}
          <Timeline span={span} atMs={atMs} gaps={gaps} events={events} onSeek={seekMs} />
        </div>
        <aside className={styles.side}>
          {replay.destroyedAtMs === undefined && <VerifyPanel replay={replay} />}
          {replay.mayExport && <CaseFilePanel visitId={visit.id} />}
          {replay.mayExport && <RetentionPanel visitId={visit.id} />}
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
              {tab === 'trail' && <TrailList visitId={visit.id} trail={trail} />}
            </div>
          </section>
        </aside>
      </div>
    </>
  );
}
