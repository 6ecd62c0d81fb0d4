import { RightOutlined, SafetyOutlined } from '@ant-design/icons';
import { Link } from 'react-router';
import type { VisitDetail } from '../../../server/visits/contract.ts';
import { formatClock } from '../../kit/formatTime.ts';
import styles from './CheckCard.module.css';
import { toLookAt } from './findings.ts';
import { useCheckTexts } from './texts.ts';

/** The way to the check, and how this person's last one went. */
export function CheckCard({ visit, ownId }: { readonly visit: VisitDetail; readonly ownId: string | undefined }) {
  const t = useCheckTexts();
  const last = visit.checks.findLast(({ by }) => by === ownId);
  const open = last ? toLookAt(last.found) : 0;
  return (
    <Link to={`/visits/${visit.id}/check`} className={styles.card} data-testid="open-check" data-checked={last !== undefined}>
      <SafetyOutlined className={styles.icon ?? ''} aria-hidden />
      <span>
        <strong>{t('open')}</strong>
        <span className={styles.soft}>
          {last ? `${t('last', { at: formatClock(last.atMs) })} · ${open === 0 ? t('open.good') : t('open.some', { count: open })}` : t('open.none')}
        </span>
      </span>
      <RightOutlined aria-hidden />
    </Link>
  );
}
