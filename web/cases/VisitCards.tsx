import { Button } from 'antd';
import type { VisitSummary } from '../../server/visits/contract.ts';
import { formatClock, formatDay } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { serverNow } from '../kit/serverClock.ts';
import { VisitStateTag } from '../visits/VisitStateTag.tsx';
import { useCaseTexts } from './texts.ts';
import styles from './VisitCards.module.css';

interface Props {
  readonly visits: readonly VisitSummary[];
  /** A visit that was sent back gets its two people anew. */
  readonly onAssign: (visit: VisitSummary) => void;
}

/** The table of a narrow screen. */
export function VisitCards({ visits, onAssign }: Props) {
  const t = useCaseTexts();
  const language = useLanguage();
  return (
    <ul className={styles.cards}>
      {visits.map((visit) => (
        <li key={visit.id} className={styles.card} data-testid="visit-row" data-visit-id={visit.id}>
          <div className={styles.top}>
            <strong>{visit.household.applicantName}</strong>
            <VisitStateTag visit={visit} />
          </div>
          <p>{visit.household.address}</p>
          <p className={styles.foot}>
            <span>{formatDay(visit.appointedAtMs, serverNow(), language)} {formatClock(visit.appointedAtMs)}</span>
            <span>{visit.investigators.map(({ name }) => name).join(language === 'en' ? ', ' : '、')}</span>
          </p>
          {visit.may.acts.includes('assign') && <Button block onClick={() => { onAssign(visit); }}>{t('again')}</Button>}
        </li>
      ))}
    </ul>
  );
}
