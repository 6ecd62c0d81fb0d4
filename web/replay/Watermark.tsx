import { formatClock } from '../kit/formatTime.ts';
import { useNow } from '../kit/useNow.ts';
import { useSession } from '../people/useSession.ts';
import styles from './Watermark.module.css';

const REPEATS = 12;

/** The viewer's own name and time over the picture, so that a filmed screen tells who filmed it. */
export function Watermark() {
  const account = useSession().data?.account;
  const nowMs = useNow(30_000);
  if (!account) return null;
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const text = `${account.name} ${account.organisation} ${day} ${formatClock(nowMs)}`;
  return (
    <div className={styles.watermark} aria-hidden data-testid="watermark">
      {Array.from({ length: REPEATS }, (_, index) => <span key={index}>{text}</span>)}
    </div>
  );
}
