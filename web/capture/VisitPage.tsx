import { ArrowLeftOutlined } from '@ant-design/icons';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Link, useParams } from 'react-router';
import { phaseOf } from '../../server/visits/phases/contract.ts';
import { PresenceCard } from '../fieldwork/PresenceCard.tsx';
import { useFieldTexts } from '../fieldwork/texts.ts';
import { usePresence } from '../fieldwork/usePresence.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { Placeholder } from '../kit/Placeholder.tsx';
import { useSession } from '../people/useSession.ts';
import { HouseholdCard } from '../visits/HouseholdCard.tsx';
import { useFieldVisit, useKeptActs } from '../visits/useFieldVisit.ts';
import { VisitStateTag } from '../visits/VisitStateTag.tsx';
import { AllowCamera } from './AllowCamera.tsx';
import { CheckCard } from './check/CheckCard.tsx';
import { CloseSheet } from './CloseSheet.tsx';
import { KeptActsCard } from './KeptActsCard.tsx';
import { LiveCapture } from './LiveCapture.tsx';
import { forgetFilming, wasFilming } from './filming.ts';
import type { FieldMedia } from './openCamera.ts';
import { closeMedia, openCamera } from './openCamera.ts';
import { PaperEvidence } from './PaperEvidence.tsx';
import { SealProgress } from './SealProgress.tsx';
import { StartBar } from './StartBar.tsx';
import { useCaptureTexts } from './texts.ts';
import { useToldActs } from './useToldActs.ts';
import styles from './VisitPage.module.css';

/** One visit from the appointment to the seal. The camera belongs to this page and ends with it. */
export function VisitPage() {
  const { id = '' } = useParams();
  const t = useCaptureTexts();
  const field = useFieldTexts();
  const visit = useFieldVisit(id);
  const kept = useKeptActs(id);
  const [asking, setAsking] = useState(false);
  const [media, setMedia] = useState<FieldMedia>();
  const newest = useRef<FieldMedia>(undefined);
  newest.current = media;

  useEffect(() => () => {
    // When the page itself goes, nothing is newer than this.
    if (media) closeMedia(media, newest.current === media ? undefined : newest.current);
  }, [media]);
  const stop = useCallback(() => {
    forgetFilming();
    setMedia(undefined);
  }, []);
  const [closing, setClosing] = useState(false);
  const ownId = useSession().data?.account.id;
  const over = visit.data !== undefined && phaseOf(visit.data.state) !== 'live' && phaseOf(visit.data.state) !== 'planned';
  const refused = visit.data?.recordingRefused === true;
  useEffect(() => {
    // The partner may have ended the visit from their own phone, or the household refused; nobody is filmed after that.
    if (over || refused) setMedia(undefined);
  }, [over, refused]);
  const goesOn = visit.data !== undefined && phaseOf(visit.data.state) === 'live' && visit.data.may.publish && !refused;
  useEffect(() => {
    if (!goesOn || newest.current || !wasFilming(id)) return;
    let left = false;
    openCamera().then(
      (opened) => {
        if (left) closeMedia(opened);
        else setMedia(opened);
      },
      () => { setAsking(true); },
    );
    return () => { left = true; };
  }, [goesOn, id]);
  // What is only being told now says nothing of where anybody is now.
  usePresence(kept.acts.length === 0 ? visit.data : undefined, ownId);
  useToldActs(ownId);

  if (visit.data && media && phaseOf(visit.data.state) === 'live' && !refused) {
    return <LiveCapture visit={visit.data} media={media} onMedia={setMedia} onLeave={stop} />;
  }
  return (
    <main className={styles.page}>
      <Link to="/visits" className={styles.back}>
        <ArrowLeftOutlined aria-hidden /> {t('list.title')}
      </Link>
      {visit.isPending && <Placeholder cards={2} heightPx={220} />}
      {visit.isError && !visit.data && <ErrorNotice page error={visit.error} onRetry={() => void visit.refetch()} />}
      {visit.data && (
        <>
          <header className={styles.head}>
            <h1 className={styles.title}>{visit.data.household.applicantName}</h1>
            <VisitStateTag visit={visit.data} testId="visit-state" />
          </header>
          <KeptActsCard kept={kept} />
          {over && kept.acts.length === 0 && <SealProgress visit={visit.data} />}
          {refused && !over && <p className={styles.fallback} role="status" data-testid="fallback">{field('fallback')}</p>}
          {phaseOf(visit.data.state) === 'live' && <PresenceCard visit={visit.data} />}
          <section className={styles.card}>
            <HouseholdCard visit={visit.data} />
          </section>
          {phaseOf(visit.data.state) === 'planned' && <CheckCard visit={visit.data} ownId={ownId} />}
          {refused && !over && <PaperEvidence visit={visit.data} />}
          <StartBar visit={visit.data} onCamera={() => { setAsking(true); }} onClose={() => { setClosing(true); }} />
          <CloseSheet open={closing} visit={visit.data} onCancel={() => { setClosing(false); }} onClosed={() => { setClosing(false); }} />
          <AllowCamera
            open={asking}
            visit={visit.data}
            onCancel={() => { setAsking(false); }}
            onReady={(opened) => {
              setAsking(false);
              setMedia(opened);
            }}
          />
        </>
      )}
    </main>
  );
}
