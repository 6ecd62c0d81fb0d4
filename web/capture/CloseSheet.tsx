import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { formatDuration } from '../kit/formatTime.ts';
import { useReached } from '../kit/reach.ts';
import { Sheet } from '../kit/Sheet.tsx';
import { useNow } from '../kit/useNow.ts';
import { actOnVisit } from '../visits/queries.ts';
import { useKeptActs } from '../visits/useFieldVisit.ts';
import styles from './CloseSheet.module.css';
import { EvidenceQueue } from './EvidenceQueue.ts';
import { useVisitItems } from './EvidenceQueues.tsx';
import { useCaptureTexts } from './texts.ts';

interface Props {
  readonly open: boolean;
  readonly visit: VisitDetail;
  readonly onCancel: () => void;
  readonly onClosed: () => void;
}

/** The last look before the visit ends. It waits for evidence, because a closed visit takes none. */
export function CloseSheet({ open, visit, onCancel, onClosed }: Props) {
  const t = useCaptureTexts();
  const queries = useQueryClient();
  const { items } = useVisitItems(visit.id);
  const nowMs = useNow(1000);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const pending = EvidenceQueue.pendingOf(items);
  // Without a network the end is kept like everything else, and told after what it waits for.
  const reached = useReached();
  const later = useKeptActs(visit.id).acts.length > 0 || !reached;

  async function close(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      // The phone stays live until the server has closed: the recording must not lose its last second.
      await actOnVisit(queries, visit.id, { act: 'close' });
      onClosed();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Sheet open={open} title={t('close.title')} onClose={onCancel}>
      <p className={styles.text}>{t('close.text')}</p>
      <dl className={styles.facts}>
        <div>
          <dt>{t('close.duration')}</dt>
          <dd>{formatDuration(nowMs - (visit.startedAtMs ?? nowMs))}</dd>
        </div>
        <div>
          <dt>{t('close.photos')}</dt>
          <dd>{t('close.photos.count', { count: Math.max(visit.photos.length, items.filter(({ state }) => state === 'uploaded').length) })}</dd>
        </div>
      </dl>
      {later
        ? <p className={styles.pending} role="status">{t('close.later')}</p>
        : pending > 0 && <p className={styles.pending} role="status">{t('close.pending', { count: pending })}</p>}
      {error !== undefined && <ErrorNotice error={error} />}
      <div className={styles.actions}>
        <Button
          type="primary"
          danger
          size="large"
          block
          loading={busy}
          disabled={pending > 0 && !later}
          data-testid="confirm-close"
          onClick={() => void close()}
        >
          {t(busy ? 'close.closing' : 'close.confirm')}
        </Button>
        <Button size="large" type="text" block onClick={onCancel}>{t('close.keep')}</Button>
      </div>
    </Sheet>
  );
}
