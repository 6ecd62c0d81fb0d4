import { DisconnectOutlined } from '@ant-design/icons';
import { useReached } from './reach.ts';
import styles from './OfflineBanner.module.css';
import { useKitTexts } from './texts.ts';
import { useOnline } from './useOnline.ts';

export function OfflineBanner() {
  const t = useKitTexts();
  const online = useOnline();
  const reached = useReached();
  if (online && reached) return null;
  return (
    <div className={styles.banner} role="status" data-testid="offline-banner">
      <DisconnectOutlined aria-hidden />
      <span>{t(online ? 'unreached' : 'offline')}</span>
    </div>
  );
}
