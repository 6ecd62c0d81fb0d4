import { AudioOutlined, CheckOutlined, CloudUploadOutlined, FilePdfOutlined, ReloadOutlined, VideoCameraOutlined } from '@ant-design/icons';
import { formatClock } from '../kit/formatTime.ts';
import { EvidenceQueue } from './EvidenceQueue.ts';
import type { QueuedItem } from './EvidenceQueue.ts';
import styles from './EvidenceStrip.module.css';
import type { useCaptureTexts as Texts } from './texts.ts';
import { useCaptureTexts } from './texts.ts';

interface Props {
  readonly queue: EvidenceQueue;
  /** Of this visit. */
  readonly items: readonly QueuedItem[];
  /** Of every visit on this device. */
  readonly pending: readonly QueuedItem[];
  readonly onOpen: (itemId: string) => void;
  readonly onSync: () => void;
}

const ICONS = { document: FilePdfOutlined, clip: VideoCameraOutlined, audio: AudioOutlined } as const;

export function stateOf(item: QueuedItem, t: ReturnType<typeof Texts>): string {
  switch (item.state) {
    case 'uploaded': return t('photo.uploaded');
    case 'uploading': return t('photo.uploading', { percent: Math.round(item.progress * 100) });
    case 'saving': return t('photo.saving');
    case 'waiting': return t(item.failures > 0 ? 'photo.retrying' : 'photo.waiting');
    case 'refused': return t('photo.refused', { reason: item.reason ?? '' });
  }
}

/** Every item of this visit with where it is; the newest first. A touch says what it shows. */
export function EvidenceStrip({ queue, items, pending, onOpen, onSync }: Props) {
  const t = useCaptureTexts();
  const refused = items.find(({ state }) => state === 'refused');
  const waiting = EvidenceQueue.pendingOf(pending);
  if (items.length === 0 && waiting === 0) return null;
  return (
    <div className={styles.strips}>
      {refused && (
        <div className={styles.notice} role="alert">
          <span>{stateOf(refused, t)}</span>
          <button type="button" onClick={() => { queue.retry(refused.itemId); }}>{t('photo.retry')}</button>
          <button type="button" onClick={() => { queue.discard(refused.itemId); }}>{t('photo.remove')}</button>
        </div>
      )}
      <ul className={styles.strip} aria-label={t('photo.list')}>
        <li>
          <button type="button" className={styles.sync} data-testid="open-sync" data-pending={waiting} onClick={onSync}>
            {waiting > 0 ? <CloudUploadOutlined aria-hidden /> : <CheckOutlined aria-hidden />}
            <span>{waiting > 0 ? t('sync.chip.pending', { count: waiting }) : t('sync.chip.done')}</span>
          </button>
        </li>
        {items.toReversed().map((item) => (
          <li
            key={item.itemId}
            className={styles.item}
            data-testid="photo-item"
            data-item-id={item.itemId}
            data-kind={item.kind}
            data-state={item.state === 'waiting' && item.failures > 0 ? 'failed' : item.state}
          >
            <button
              type="button"
              className={styles.open}
              aria-label={t('photo.item', { time: formatClock(item.takenAtDeviceMs, true), state: stateOf(item, t) })}
              onClick={() => { onOpen(item.itemId); }}
            >
              <Preview item={item} />
            </button>
            <span className={`${styles.state} ${styles[item.state]}`} aria-hidden>
              {item.state === 'uploaded' && <CheckOutlined />}
              {item.state === 'uploading' && `${Math.round(item.progress * 100)}%`}
              {(item.state === 'waiting' || item.state === 'saving') && (item.failures > 0 ? <ReloadOutlined /> : <CloudUploadOutlined />)}
              {item.state === 'refused' && '!'}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function Preview({ item }: { readonly item: QueuedItem }) {
  if (item.previewUrl !== undefined) return <img src={item.previewUrl} alt="" />;
  const Icon = ICONS[item.kind as keyof typeof ICONS];
  return <span className={styles.icon}><Icon aria-hidden /></span>;
}
