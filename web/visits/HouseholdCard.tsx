import type { VisitSummary } from '../../server/visits/contract.ts';
import { formatClock, formatDay } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { serverNow } from '../kit/serverClock.ts';
import styles from './HouseholdCard.module.css';
import { useVisitTexts } from './texts.ts';

/** Whom this visit is about and who makes it. */
export function HouseholdCard({ visit }: { readonly visit: VisitSummary }) {
  const t = useVisitTexts();
  const language = useLanguage();
  const { household } = visit;
  const day = formatDay(visit.appointedAtMs, serverNow(), language);
  const rows = [
    [t('address'), household.address],
    [t('appointment'), `${day} ${formatClock(visit.appointedAtMs)}`],
    [t('caseType'), t(`case.${household.caseType}`)],
    [t('members'), t('members.count', { count: household.memberCount })],
    [t('phone'), household.phone],
    [t('investigators'), visit.investigators.map(({ name }) => name).join(language === 'en' ? ', ' : '、')],
    [t('caseNumber'), household.caseNumber],
  ] as const;
  return (
    <dl className={styles.rows}>
      {rows.map(([label, value]) => (
        <div key={label} className={styles.row}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
