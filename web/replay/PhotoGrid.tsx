import { Image } from 'antd';
import type { PhotoView } from '../../server/evidence/contract.ts';
import { formatBytes, formatClock } from '../kit/formatTime.ts';
import styles from './PhotoGrid.module.css';
import { useReplayTexts } from './texts.ts';

/** The photos with what proves them; a touch shows the untouched original. */
export function PhotoGrid({ photos }: { readonly photos: readonly PhotoView[] }) {
  const t = useReplayTexts();
  if (photos.length === 0) return <p className={styles.none}>{t('photos.none')}</p>;
  return (
    <Image.PreviewGroup>
      <div className={styles.grid}>
        {photos.map((photo) => (
          <figure key={photo.id}>
            <Image src={photo.thumbnailUrl} preview={{ src: photo.originalUrl, mask: false }} alt={`${photo.takenBy} ${formatClock(photo.receivedAtMs, true)}`} />
            <figcaption>
              <span>{formatClock(photo.receivedAtMs, true)} · {photo.takenBy}</span>
              <span>{photo.widthPx} × {photo.heightPx} · {formatBytes(photo.bytes)}</span>
              <code title={photo.sha256}>{photo.sha256.slice(0, 16)}…</code>
            </figcaption>
          </figure>
        ))}
      </div>
    </Image.PreviewGroup>
  );
}
