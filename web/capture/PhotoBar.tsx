import { PictureOutlined } from '@ant-design/icons';
import { useState } from 'react';
import type { RefObject } from 'react';
import styles from './PhotoBar.module.css';
import { PhotoStrip } from './PhotoStrip.tsx';
import { usePhotoQueue } from './PhotoQueues.tsx';
import { takePhoto } from './takePhoto.ts';
import { useCaptureTexts } from './texts.ts';

interface Props {
  readonly visitId: string;
  readonly camera: MediaStreamTrack;
  readonly preview: RefObject<HTMLVideoElement | null>;
  readonly onClose: (() => void) | undefined;
}

/** The shutter, the phone's own camera as the other way to a picture, and the way out of the visit. */
export function PhotoBar({ visitId, camera, preview, onClose }: Props) {
  const t = useCaptureTexts();
  const { queue, photos } = usePhotoQueue(visitId);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const [flashes, setFlashes] = useState(0);

  async function shoot(): Promise<void> {
    if (busy || !preview.current) return;
    setBusy(true);
    setFailed(false);
    setFlashes((before) => before + 1);
    const takenAtDeviceMs = Date.now();
    try {
      queue.add(await takePhoto(camera, preview.current), takenAtDeviceMs);
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      {flashes > 0 && <div key={flashes} className={styles.flash} aria-hidden />}
      <div className={styles.bar}>
        {failed && <p className={styles.failed} role="alert">{t('photo.failed')}</p>}
        <PhotoStrip queue={queue} photos={photos} />
        <div className={styles.controls}>
          <label className={styles.side}>
            <input
              className="visuallyHidden"
              type="file"
              accept="image/jpeg,image/png,image/webp"
              capture="environment"
              data-testid="photo-file"
              onChange={(event) => {
                const file = event.target.files?.[0];
                if (file) queue.add(file, file.lastModified);
                event.target.value = '';
              }}
            />
            <span className={styles.sideIcon}><PictureOutlined aria-hidden /></span>
            <span className="visuallyHidden">{t('photo.file')}</span>
          </label>
          <button
            type="button"
            className={styles.shutter}
            aria-label={t('photo.take')}
            aria-busy={busy}
            data-testid="take-photo"
            onClick={() => void shoot()}
          />
          <button
            type="button"
            className={styles.close}
            disabled={!onClose}
            data-testid="close-visit"
            onClick={onClose}
          >
            {t('close')}
          </button>
        </div>
      </div>
    </>
  );
}
