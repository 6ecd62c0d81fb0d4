import { CheckCircleFilled, LockOutlined, WarningOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useEvidenceTexts } from '../evidence/texts.ts';
import { formatBytes, formatClock, formatDay } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { useOnline } from '../kit/useOnline.ts';
import { actOutboxOf } from '../device/actOutboxes.ts';
import { useSession } from '../people/useSession.ts';
import { useDeviceMedia } from './DeviceMediaProvider.tsx';
import { useEvidenceQueue } from './EvidenceQueues.tsx';
import { Preview, stateOf } from './EvidenceStrip.tsx';
import styles from './SyncList.module.css';
import { useCaptureTexts } from './texts.ts';

/** The truth about where things are: only on this device, or verified by the server by their digest. Nothing in between counts as safe. */
export function SyncList() {
  const t = useCaptureTexts();
  const shared = useEvidenceTexts();
  const language = useLanguage();
  const online = useOnline();
  const { queue, shelf, items } = useEvidenceQueue();
  const receipts = useSyncExternalStore(queue.subscribe, queue.receipts);
  const [others, setOthers] = useState(0);
  useEffect(() => {
    shelf?.countOthers().then(setOthers, () => undefined);
  }, [shelf]);
  const { unsent, roomMinutes } = useDeviceMedia();
  const outbox = actOutboxOf(useSession().data?.account.id ?? '');
  const acts = useSyncExternalStore(outbox.subscribe, outbox.kept);
  const here = items.filter(({ state }) => state !== 'uploaded');
  const when = (atMs: number): string => `${formatDay(atMs, Date.now(), language)} ${formatClock(atMs, true)}`;

  return (
    <div className={styles.sync}>
      <section aria-labelledby="sync-here">
        <h3 id="sync-here" className={styles.heading}>{t('sync.here')} <b data-testid="sync-here-count">{here.length}</b></h3>
        <p className={styles.explain}>{t(here.length + acts.length + unsent.waiting > 0 ? 'sync.here.text' : 'sync.here.none')}</p>
        {acts.length > 0 && <p className={styles.warn} role="status" data-testid="sync-acts"><LockOutlined aria-hidden /> {t('kept.title', { count: acts.length })}</p>}
        {unsent.waiting > 0 && <p className={styles.warn} role="status" data-testid="sync-pieces"><LockOutlined aria-hidden /> {t('sync.pieces', { count: unsent.waiting })}</p>}
        {roomMinutes !== undefined && <p className={styles.explain} data-testid="sync-room">{t('device.room', { minutes: roomMinutes })}</p>}
        {others > 0 && <p className={styles.warn} role="status"><WarningOutlined aria-hidden /> {t('sync.others', { count: others })}</p>}
        <ul className={styles.list}>
          {here.map((item) => (
            <li key={item.itemId} className={styles.row} data-testid="sync-item" data-state={item.state} data-kept={item.isKept}>
              <span className={styles.preview}><Preview item={item} /></span>
              <span className={styles.words}>
                <strong>{shared(`kind.${item.kind}`)} · {when(item.takenAtDeviceMs)}</strong>
                <span>{formatBytes(item.bytes)} · {stateOf(item, t)}</span>
                {item.isKept
                  ? <span className={styles.kept}><LockOutlined aria-hidden /> {t('sync.kept')}</span>
                  : <span className={styles.memory}><WarningOutlined aria-hidden /> {t('sync.memory')}</span>}
                {item.state === 'refused' && (
                  <span className={styles.actions}>
                    <Button onClick={() => { queue.retry(item.itemId); }}>{t('photo.retry')}</Button>
                    <Button type="text" danger onClick={() => { queue.discard(item.itemId); }}>{t('photo.remove')}</Button>
                  </span>
                )}
              </span>
            </li>
          ))}
        </ul>
        {here.length > 0 && (
          <Button type="primary" size="large" block disabled={!online} data-testid="sync-now" onClick={() => { queue.retry(); }}>
            {t(online ? 'sync.now' : 'sync.offline')}
          </Button>
        )}
      </section>
      <section aria-labelledby="sync-server">
        <h3 id="sync-server" className={styles.heading}>{t('sync.server')} <b data-testid="sync-server-count">{receipts.length}</b></h3>
        <p className={styles.explain}>{t('sync.server.text')}</p>
        <ul className={styles.list}>
          {receipts.map((receipt) => (
            <li key={receipt.itemId} className={styles.row} data-testid="sync-receipt" data-item-id={receipt.itemId} data-sha256={receipt.sha256}>
              <CheckCircleFilled className={styles.check} aria-hidden />
              <span className={styles.words}>
                <strong>{shared(`kind.${receipt.kind}`)} · {when(receipt.takenAtDeviceMs)}</strong>
                <span>{formatBytes(receipt.bytes)} · {t('sync.verified', { time: formatClock(receipt.verifiedAtMs, true) })}</span>
                <code title={receipt.sha256}>SHA-256 {receipt.sha256.slice(0, 16)}…</code>
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
