import { DisconnectOutlined } from '@ant-design/icons';
import styles from './OfflineBanner.module.css';
import { useKitTexts } from './texts.ts';
import { useOnline } from './useOnline.ts';

export function OfflineBanner() {
  const t = useKitTexts();
  const online = useOnline();
  if (online) return null;
  return (
    <div className={styles.banner} role="status">
      <DisconnectOutlined aria-hidden />
      <span>{t('offline')}</span>
    </div>
  );
}
