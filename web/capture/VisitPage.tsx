import { ArrowLeftOutlined } from '@ant-design/icons';
import { useCallback, useEffect, useState } from 'react';
import { Link, useParams } from 'react-router';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { Placeholder } from '../kit/Placeholder.tsx';
import { HouseholdCard } from '../visits/HouseholdCard.tsx';
import { useVisit } from '../visits/queries.ts';
import { VisitStateTag } from '../visits/VisitStateTag.tsx';
import { AllowCamera } from './AllowCamera.tsx';
import { LiveCapture } from './LiveCapture.tsx';
import type { FieldMedia } from './openCamera.ts';
import { closeMedia } from './openCamera.ts';
import { SealProgress } from './SealProgress.tsx';
import { StartBar } from './StartBar.tsx';
import { useCaptureTexts } from './texts.ts';
import styles from './VisitPage.module.css';

/** One visit from the appointment to the seal. The camera belongs to this page and ends with it. */
export function VisitPage() {
  const { id = '' } = useParams();
  const t = useCaptureTexts();
  const visit = useVisit(id);
  const [asking, setAsking] = useState(false);
  const [media, setMedia] = useState<FieldMedia>();

  useEffect(() => () => {
    if (media) closeMedia(media.stream);
  }, [media]);
  const stop = useCallback(() => { setMedia(undefined); }, []);
  const state = visit.data?.state;
  useEffect(() => {
    // The partner may have ended the visit from their own phone; nobody is filmed after that.
    if (state === 'closed' || state === 'sealed') setMedia(undefined);
  }, [state]);

  if (visit.data && media && visit.data.state === 'inProgress') {
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
          {(visit.data.state === 'closed' || visit.data.state === 'sealed') && <SealProgress visit={visit.data} />}
          <section className={styles.card}>
            <HouseholdCard visit={visit.data} />
          </section>
          <StartBar visit={visit.data} onStart={() => { setAsking(true); }} />
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
