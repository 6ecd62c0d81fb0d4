import { ArrowLeftOutlined, DeleteOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { Link, useParams } from 'react-router';
import type { ReplayView } from '../../server/replay/contract.ts';
import { CaseFilePanel } from '../casefiles/CaseFilePanel.tsx';
import { EvidenceGallery } from '../evidence/EvidenceGallery.tsx';
import { useEvidence } from '../evidence/queries.ts';
import { request } from '../kit/api.ts';
import { EmptyState } from '../kit/EmptyState.tsx';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { formatMoment } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { Placeholder } from '../kit/Placeholder.tsx';
import { RetentionPanel } from '../retention/RetentionPanel.tsx';
import { useRetentionTexts } from '../retention/texts.ts';
import { VisitStateTag } from '../visits/VisitStateTag.tsx';
import { CategoryChips } from './CategoryChips.tsx';
import { CompareSection } from './CompareSection.tsx';
import { FormNow } from './FormNow.tsx';
import { MomentList } from './MomentList.tsx';
import type { Category } from './moments.ts';
import { placesOf, presenceOf } from './moments.ts';
import { NowStrip } from './NowStrip.tsx';
import { PlaceMap } from './PlaceMap.tsx';
import { Player } from './Player.tsx';
import styles from './ReplayPage.module.css';
import { shownTrail } from './shownTrail.ts';
import { useReplayTexts } from './texts.ts';
import { Timeline } from './Timeline.tsx';
import { gapAt, gapSpansOf } from './timeline.ts';
import { TrailList } from './TrailList.tsx';
import { useLevels } from './useLevels.ts';
import { useMediaLink } from './useMediaLink.ts';
import { useMoments } from './useMoments.ts';
import { useMomentTexts } from './useMomentTexts.ts';
import { usePictureFirst } from './usePictureFirst.ts';
import { usePlayer } from './usePlayer.ts';
import { useVerification } from './useVerification.ts';
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
    gcTime: 0,
  });
  return (
    <main className={styles.page}>
      <Link to="/review" className={styles.back}><ArrowLeftOutlined aria-hidden /> {t('back')}</Link>
      {replay.isPending && <Placeholder cards={2} heightPx={300} />}
      {replay.isError && <ErrorNotice page error={replay.error} onRetry={() => void replay.refetch()} />}
      {replay.data && <Replay key={id} replay={replay.data} />}
    </main>
  );
}

const TABS = ['events', 'form', 'photos', 'place', 'trail', 'file'] as const;
type Tab = (typeof TABS)[number];

function Replay({ replay }: { readonly replay: ReplayView }) {
  const t = useReplayTexts();
  const language = useLanguage();
  const gone = useRetentionTexts();
  const { visit, startMs } = replay;
  const isGone = replay.destroyedAtMs !== undefined;
  const count = useEvidence(visit.id).data?.items.length ?? replay.photos.length;
  const video = useRef<HTMLVideoElement>(null);
  const [tab, setTab] = useState<Tab>('events');
  const [category, setCategory] = useState<Category>();
  const link = useMediaLink(visit.id, replay.media);
  const trail = useMemo(() => shownTrail(replay), [replay]);
  const gaps = useMemo(() => gapSpansOf(replay.gaps, { startMs, endMs: replay.endMs }), [replay, startMs]);
  const { state, seek, chooseSound, placeOf } = usePlayer(video, link, startMs, gaps);
  const begun = usePictureFirst(state.hasPicture || state.failed);
  const { verification, again } = useVerification(replay, link, begun);
  const { moments, answers, hiddenLines, names } = useMoments(replay, trail);
  const textsOf = useMomentTexts(answers, names);
  const levels = useLevels(begun && !isGone && replay.sounds[0] !== undefined ? link.link.waveformUrl + replay.sounds[0] : undefined);
  useWatchedParts(video, visit.id);

  const atMs = startMs + state.atS * 1000;
  // The recording of a running visit grows while it is watched.
  const endMs = Math.max(replay.endMs, startMs + state.durationS * 1000);
  const span = useMemo(() => ({ startMs, endMs }), [startMs, endMs]);
  const shown = useMemo(() => (category === undefined ? moments : moments.filter((one) => one.category === category)), [moments, category]);
  const jumps = useMemo(() => shown.map((moment) => (moment.atMs - startMs) / 1000).filter((atS) => atS >= 0), [shown, startMs]);
  const presence = useMemo(() => presenceOf(trail, endMs), [trail, endMs]);
  const places = useMemo(() => placesOf(trail), [trail]);
  const people = useMemo(() => new Map<string, string>(visit.investigators.map(({ id, name }) => [id, name])), [visit]);
  const seekMs = useCallback((toMs: number) => { seek((toMs - startMs) / 1000); }, [seek, startMs]);
  const broken = verification.state === 'broken' ? placeOf(verification.result.path) : undefined;
  const tabs = TABS.filter((one) => (one !== 'place' || places.length > 0) && (one !== 'file' || replay.mayExport));

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
          {isGone && <EmptyState icon={<DeleteOutlined />} title={gone('gone.title')} text={gone('gone.text')} />}
          {!isGone && (
            <Player
              video={video}
              state={state}
              label={t('video', { name: visit.household.applicantName })}
              startMs={startMs}
              endMs={endMs}
              gap={gapAt(gaps, atMs)}
              isBroken={broken !== undefined && state.atS >= broken && state.atS < broken + 2}
              moments={jumps}
              sounds={replay.sounds}
              over={<NowStrip moments={moments} textsOf={textsOf} atMs={atMs} />}
              onSound={chooseSound}
              onSeek={seek}
            />
          )}
        </div>
        <div className={styles.line}>
          <Timeline
            span={span}
            atMs={atMs}
            gaps={gaps}
            moments={shown}
            titleOf={(moment) => textsOf(moment).title}
            presence={presence}
            names={people}
            levels={levels}
            brokenMs={broken === undefined ? undefined : startMs + broken * 1000}
            onSeek={seekMs}
          />
          <CategoryChips moments={moments} chosen={category} onChoose={setCategory} />
        </div>
        <aside className={styles.side}>
          {!isGone && <VerifyPanel verification={verification} onAgain={again} />}
          <section className={styles.panel}>
            <div className={styles.tabs} role="tablist" aria-label={t('tabs')}>
              {tabs.map((value) => (
                <button key={value} type="button" role="tab" aria-selected={tab === value} data-testid={`tab-${value}`} onClick={() => { setTab(value); }}>{t(`tab.${value}`, { count })}</button>
              ))}
            </div>
            <div className={styles.list} role="tabpanel">
              {tab === 'events' && <MomentList moments={shown} textsOf={textsOf} startMs={startMs} atMs={atMs} onSeek={seekMs} />}
              {tab === 'form' && <FormNow answers={answers} names={names} hiddenLines={hiddenLines} atMs={atMs} onSeek={seekMs} />}
              {tab === 'photos' && <div className={styles.evidence}><EvidenceGallery visitId={visit.id} onSeek={(ms) => { seek(ms / 1000); }} /></div>}
              {tab === 'place' && <PlaceMap places={places} moments={moments} atMs={atMs} onSeek={seekMs} />}
              {tab === 'trail' && <div className={styles.scroll}><TrailList visitId={visit.id} trail={trail} /></div>}
              {tab === 'file' && <div className={styles.file}><CaseFilePanel visitId={visit.id} /><RetentionPanel visitId={visit.id} /></div>}
            </div>
          </section>
        </aside>
        <div className={styles.below}>
          <CompareSection caseId={visit.household.id} answers={answers} names={names} onSeek={seekMs} />
        </div>
      </div>
    </>
  );
}
