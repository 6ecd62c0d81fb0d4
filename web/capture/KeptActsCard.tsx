import { CloudUploadOutlined } from '@ant-design/icons';
import type { KeptActs } from '../visits/useFieldVisit.ts';
import styles from './KeptActsCard.module.css';
import { useCaptureTexts } from './texts.ts';

/** What was done in this visit and only this phone knows; nothing while there is nothing. */
export function KeptActsCard({ kept: { acts, stuck } }: { readonly kept: KeptActs }) {
  const t = useCaptureTexts();
  if (acts.length === 0) return null;
  return (
    <section className={styles.card} data-testid="kept-acts" data-count={acts.length} data-stuck={stuck ? (stuck.waits ? 'waits' : 'refused') : 'no'} role={stuck?.waits === false ? 'alert' : 'status'}>
      <CloudUploadOutlined aria-hidden className={styles.icon} />
      <div>
        <strong>{t('kept.title', { count: acts.length })}</strong>
        <p>{t('kept.text')}</p>
        {stuck && <p className={stuck.waits ? styles.waits : styles.refused}>{t(stuck.waits ? 'kept.waits' : 'kept.refused', { reason: stuck.message })}</p>}
      </div>
    </section>
  );
}
