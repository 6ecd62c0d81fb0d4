import { Mark } from '../kit/Mark.tsx';
import { useKitTexts } from '../kit/texts.ts';
import styles from './Starting.module.css';

/** What is shown until it is known who is there. */
export function Starting() {
  const kit = useKitTexts();
  return (
    <div className={styles.starting} role="status" aria-label={kit('loading')}>
      <Mark sizePx={56} />
    </div>
  );
}
