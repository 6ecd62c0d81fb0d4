import type { ItemView } from '../../server/supervision/contract.ts';
import { useExchangeTexts } from '../exchange/texts.ts';
import { formatClock } from '../kit/formatTime.ts';
import styles from './ExchangeList.module.css';

/** Everything that passed between officer and field, the newest first, with what became of it. */
export function ExchangeList({ items }: { readonly items: readonly ItemView[] }) {
  const t = useExchangeTexts();
  if (items.length === 0) return <p className={styles.none}>{t('list.none')}</p>;
  return (
    <ul className={styles.items} data-testid="exchange-list">
      {items.toReversed().map((item) => {
        const lasts = item.kind === 'talk' || item.kind === 'whisper' || item.kind === 'privacyPause';
        const noted = lasts || item.kind === 'bookmark' || item.kind === 'point' || item.kind === 'drawing';
        return (
          <li key={item.id} data-testid="exchange-item" data-kind={item.kind} data-state={item.state}>
            <span className={styles.what}><b>{t(`kind.${item.kind}`)}</b> {item.text}</span>
            <small>
              {formatClock(item.atMs, true)} · {item.by.name}
              {!noted && ` · ${t(`state.${item.state}`)}`}
              {item.reason !== undefined && isReason(item.reason) && ` · ${t(`reason.${item.reason}`)}`}
            </small>
          </li>
        );
      })}
    </ul>
  );
}

const REASONS = ['frame', 'sensor', 'unsupported', 'camera'] as const;

function isReason(code: string): code is (typeof REASONS)[number] {
  return (REASONS as readonly string[]).includes(code);
}
