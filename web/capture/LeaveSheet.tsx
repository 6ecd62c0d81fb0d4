import { Button } from 'antd';
import { Sheet } from '../kit/Sheet.tsx';
import styles from './CloseSheet.module.css';
import { useCaptureTexts } from './texts.ts';

interface Props {
  readonly open: boolean;
  readonly onCancel: () => void;
  readonly onLeave: () => void;
}

/** Leaving the live picture is allowed, but nobody does it without knowing that it leaves a gap. */
export function LeaveSheet({ open, onCancel, onLeave }: Props) {
  const t = useCaptureTexts();
  return (
    <Sheet open={open} title={t('leave.title')} onClose={onCancel}>
      <p className={styles.text}>{t('leave.text')}</p>
      <div className={styles.actions}>
        <Button type="primary" size="large" block onClick={onCancel}>{t('leave.keep')}</Button>
        <Button size="large" type="text" danger block data-testid="confirm-leave" onClick={onLeave}>{t('leave.confirm')}</Button>
      </div>
    </Sheet>
  );
}
