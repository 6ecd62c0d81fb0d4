import { ArrowLeftOutlined } from '@ant-design/icons';
import { Link } from 'react-router';
import { SyncList } from './SyncList.tsx';
import { useCaptureTexts } from './texts.ts';
import styles from './VisitPage.module.css';

/** The sync screen as a page of its own, outside a visit. */
export function SyncPage() {
  const t = useCaptureTexts();
  return (
    <main className={styles.page}>
      <Link to="/visits" className={styles.back}><ArrowLeftOutlined aria-hidden /> {t('list.title')}</Link>
      <h1 className={styles.title}>{t('sync.title')}</h1>
      <SyncList />
    </main>
  );
}
