import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { ItemView } from '../../../server/supervision/contract.ts';
import { useExchangeTexts } from '../../exchange/texts.ts';
import { ErrorNotice } from '../../kit/ErrorNotice.tsx';
import { newId } from '../../kit/newId.ts';
import { Sheet } from '../../kit/Sheet.tsx';
import type { LiveSocket } from '../../rtc/LiveSocket.ts';
import styles from '../CloseSheet.module.css';

interface Props {
  readonly open: boolean;
  readonly visitId: string;
  readonly socket: LiveSocket | undefined;
  readonly onCalled: (item: ItemView) => void;
  readonly onClose: () => void;
}

/** Two taps to every supervisor on duty, and the truth about whether anybody was reached. */
export function EmergencySheet({ open, visitId, socket, onCalled, onClose }: Props) {
  const t = useExchangeTexts();
  const [reached, setReached] = useState<number>();
  const [error, setError] = useState<unknown>();
  const itemId = useRef('');
  useEffect(() => {
    if (!open) return;
    itemId.current = newId();
    setReached(undefined);
    setError(undefined);
  }, [open]);

  async function call(): Promise<void> {
    setError(undefined);
    try {
      const answered = await socket?.request('exchange:emergency', { visitId, itemId: itemId.current });
      if (!answered) return;
      onCalled(answered.item);
      setReached(answered.reached);
    } catch (thrown) {
      setError(thrown);
    }
  }

  return (
    <Sheet open={open} title={t('field.emergency.title')} onClose={onClose}>
      <p className={styles.text}>{t('field.emergency.text')}</p>
      {error !== undefined && <ErrorNotice error={error} />}
      {reached !== undefined && (
        <p className={styles.pending} role="status" data-testid="emergency-reached" data-count={reached}>
          {reached > 0 ? t('field.emergency.sent', { count: reached }) : t('field.emergency.none')}
        </p>
      )}
      <div className={styles.actions}>
        {reached === undefined && (
          <Button type="primary" danger size="large" block data-testid="emergency-call" onClick={() => void call()}>{t('field.emergency.call')}</Button>
        )}
        <Button size="large" type="text" block onClick={onClose}>{t('field.ok')}</Button>
      </div>
    </Sheet>
  );
}
