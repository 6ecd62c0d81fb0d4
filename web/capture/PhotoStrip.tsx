import { CheckOutlined, CloudUploadOutlined, ReloadOutlined } from '@ant-design/icons';
import { formatClock } from '../kit/formatTime.ts';
import type { PhotoQueue, QueuedPhoto } from './PhotoQueue.ts';
import styles from './PhotoStrip.module.css';
import type { useCaptureTexts as Texts } from './texts.ts';
import { useCaptureTexts } from './texts.ts';

interface Props {
  readonly queue: PhotoQueue;
  readonly photos: readonly QueuedPhoto[];
}

function stateOf(photo: QueuedPhoto, t: ReturnType<typeof Texts>): string {
  switch (photo.state) {
    case 'uploaded': return t('photo.uploaded');
    case 'uploading': return t('photo.uploading', { percent: Math.round(photo.progress * 100) });
    case 'waiting': return t(photo.failures > 0 ? 'photo.retrying' : 'photo.waiting');
    case 'refused': return t('photo.refused', { reason: photo.reason ?? '' });
  }
}

/** Every photo of this visit with where it is; the newest first. */
export function PhotoStrip({ queue, photos }: Props) {
  const t = useCaptureTexts();
  const refused = photos.find(({ state }) => state === 'refused');
  if (photos.length === 0) return null;
  return (
    <div>
      {refused && (
        <div className={styles.refused} role="alert">
          <span>{stateOf(refused, t)}</span>
          <button type="button" onClick={() => { queue.retry(refused.itemId); }}>{t('photo.retry')}</button>
          <button type="button" onClick={() => { queue.discard(refused.itemId); }}>{t('photo.remove')}</button>
        </div>
      )}
      <ul className={styles.strip} aria-label={t('photo.list')}>
        {photos.toReversed().map((photo) => (
          <li
            key={photo.itemId}
            className={styles.item}
            data-testid="photo-item"
            data-state={photo.state === 'waiting' && photo.failures > 0 ? 'failed' : photo.state}
          >
            <img src={photo.previewUrl} alt={t('photo.item', { time: formatClock(photo.takenAtDeviceMs, true), state: stateOf(photo, t) })} />
            <span className={`${styles.state} ${styles[photo.state]}`} aria-hidden>
              {photo.state === 'uploaded' && <CheckOutlined />}
              {photo.state === 'uploading' && `${Math.round(photo.progress * 100)}%`}
              {photo.state === 'waiting' && (photo.failures > 0 ? <ReloadOutlined /> : <CloudUploadOutlined />)}
              {photo.state === 'refused' && '!'}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
