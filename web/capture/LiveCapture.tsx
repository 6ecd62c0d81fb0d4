import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { useErrorMessage } from '../kit/ErrorNotice.tsx';
import { useKeptActs } from '../visits/useFieldVisit.ts';
import { useVisitTexts } from '../visits/texts.ts';
import { CloseSheet } from './CloseSheet.tsx';
import { useDeviceMedia, useKeptOnDevice } from './DeviceMediaProvider.tsx';
import { StepBar } from '../fieldwork/StepBar.tsx';
import { serverNow } from '../kit/serverClock.ts';
import { EvidenceBar } from './EvidenceBar.tsx';
import { FieldExchange } from './exchange/FieldExchange.tsx';
import { useVisitItems } from './EvidenceQueues.tsx';
import { FieldStatus } from './FieldStatus.tsx';
import { LeaveSheet } from './LeaveSheet.tsx';
import styles from './LiveCapture.module.css';
import { forgetFilming, rememberFilming } from './filming.ts';
import type { FieldMedia } from './openCamera.ts';
import { RecordingBadge } from './RecordingBadge.tsx';
import { recordingStateOf } from './recordingState.ts';
import { SoundChip } from './SoundChip.tsx';
import { SoundNotice } from './SoundNotice.tsx';
import { takePhoto } from './takePhoto.ts';
import { useCaptureTexts } from './texts.ts';
import { usePublisher } from './usePublisher.ts';
import { useCameraBack } from './useCameraBack.ts';
import { useTrackEnded } from './useTrackEnded.ts';
import { useWakeLock } from './useWakeLock.ts';

interface Props {
  readonly visit: VisitDetail;
  readonly media: FieldMedia;
  readonly onMedia: (media: FieldMedia) => void;
  readonly onLeave: () => void;
}

/** The phone during the visit: the picture as it is recorded, and what the investigator must know and can do. */
export function LiveCapture({ visit, media, onMedia, onLeave }: Props) {
  const t = useCaptureTexts();
  const shared = useVisitTexts();
  const messageOf = useErrorMessage();
  const { queue } = useVisitItems(visit.id);
  const preview = useRef<HTMLVideoElement>(null);
  const [sheet, setSheet] = useState<'close' | 'leave'>();
  const [fit, setFit] = useState<'cover' | 'contain'>('cover');
  const { acts } = useKeptActs(visit.id);
  const { link, rejoin } = usePublisher(visit.id, media, !acts.some(({ request }) => request.act.act === 'arrive'));
  const { keeping } = useDeviceMedia();
  const lost = useTrackEnded([media.camera]);
  useCameraBack(lost, onMedia);
  useKeptOnDevice(visit.id, media, link);
  useWakeLock(true);
  useEffect(() => {
    // Another device of this person took over; a reload here must not take it back.
    if (link.at === 'ended') forgetFilming();
    else rememberFilming(visit.id);
  }, [link.at, visit.id]);

  useEffect(() => {
    const element = preview.current;
    if (!element) return;
    element.srcObject = media.stream;
    // Muted previews may always play; a rejected promise only means that the element went away.
    element.play().catch(() => undefined);
    return () => { element.srcObject = null; };
  }, [media]);

  /** Fills the screen unless that would hide much of what is being recorded. */
  function chooseFit(): void {
    const element = preview.current;
    if (!element || element.videoHeight === 0) return;
    const shape = (element.videoWidth / element.videoHeight) / (element.clientWidth / element.clientHeight);
    setFit(shape > 1.35 || shape < 0.74 ? 'contain' : 'cover');
  }

  /** A still of what the camera shows, as evidence for one line of the form. */
  async function photographLine(formItemId: string): Promise<void> {
    if (!preview.current) return;
    const takenAtDeviceMs = Date.now();
    const blob = await takePhoto(media.camera, preview.current);
    const itemId = queue.add(blob, {
      visitId: visit.id, kind: 'photo', takenAtDeviceMs,
      claims: { clockOffsetMs: Math.round(serverNow() - Date.now()), utcOffsetMin: -new Date().getTimezoneOffset(), device: navigator.userAgent.slice(0, 300) },
    });
    queue.describe(itemId, { formItemId });
  }

  const recording = recordingStateOf(visit, link, keeping === 'keeping');
  return (
    <main className={styles.screen}>
      <video
        ref={preview}
        className={styles.preview}
        style={{ objectFit: fit }}
        data-testid="live-preview"
        aria-label={t('preview')}
        muted
        playsInline
        onLoadedMetadata={chooseFit}
        onResize={chooseFit}
      />
      <div className={styles.top}>
        <div className={styles.row}>
          <RecordingBadge state={recording} />
          <button
            type="button"
            className={styles.leave}
            aria-label={t('leave')}
            onClick={() => { setSheet('leave'); }}
          >
            <CloseOutlined />
          </button>
        </div>
        <FieldStatus link={link} watchers={visit.watchers}>
          <SoundChip sound={media.sound} />
        </FieldStatus>
        <SoundNotice sound={media.sound} />
        {recording.is === 'alarm' && <p className={styles.notice} role="alert">{shared(`alarm.${recording.alarm}`)}</p>}
        {lost && (
          <div className={styles.notice} role="alert">
            <span>{t('camera.lost')}</span>
          </div>
        )}
        {link.at === 'ended' && link.error && (
          <div className={styles.notice} role="alert">
            <span>{link.error.code === 'live.takenOver' ? t('taken.over') : messageOf(link.error)}</span>
            <Button onClick={rejoin}>{t('take.back')}</Button>
          </div>
        )}
      </div>
      <FieldExchange visit={visit} media={media} onMedia={onMedia} preview={preview} />
      <EvidenceBar
        step={<StepBar visit={visit} dark onArrive={() => undefined} onClose={() => { setSheet('close'); }} onPhoto={photographLine} />}
        visit={visit}
        media={media}
        preview={preview}
        onClose={visit.may.close ? () => { setSheet('close'); } : undefined}
      />
      <CloseSheet open={sheet === 'close'} visit={visit} onCancel={() => { setSheet(undefined); }} onClosed={onLeave} />
      <LeaveSheet open={sheet === 'leave'} onCancel={() => { setSheet(undefined); }} onLeave={onLeave} />
    </main>
  );
}
