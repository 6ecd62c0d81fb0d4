import styles from './Placeholder.module.css';
import { useKitTexts } from './texts.ts';

interface Props {
  /** How many cards the page will have, roughly. */
  readonly cards?: number;
  readonly heightPx?: number;
}

/** The shape of what is coming, so that nothing jumps when it arrives. */
export function Placeholder({ cards = 3, heightPx = 132 }: Props) {
  const t = useKitTexts();
  return (
    <div className={styles.list} role="status" aria-label={t('loading')}>
      {Array.from({ length: cards }, (_, index) => (
        <div key={index} className={styles.card} style={{ height: heightPx }}>
          <span className={styles.line} style={{ width: '38%' }} />
          <span className={styles.line} style={{ width: '72%' }} />
          <span className={styles.line} style={{ width: '54%' }} />
        </div>
      ))}
    </div>
  );
}
