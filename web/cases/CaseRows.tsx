import { Link } from 'react-router';
import type { CaseSummary } from '../../server/cases/contract.ts';
import { Tag } from '../kit/Tag.tsx';
import { useVisitTexts } from '../visits/texts.ts';
import styles from './CaseRows.module.css';
import { useCaseFileTexts } from './caseTexts.ts';

interface Props {
  readonly cases: readonly CaseSummary[];
}

/** One case a row: a line of a table on a desk, a card on a phone, the same in both. */
export function CaseRows({ cases }: Props) {
  const t = useCaseFileTexts();
  const shared = useVisitTexts();
  return (
    <ul className={styles.rows}>
      {cases.map((one) => (
        <li key={one.id}>
          <Link to={`/cases/${one.id}`} className={styles.row ?? ''} data-testid="case-row" data-case-id={one.id}>
            <span className={styles.who}>
              <strong>{one.applicantName}</strong>
              <span className={styles.soft}>{shared('members.count', { count: one.memberCount })} · {one.caseNumber}</span>
            </span>
            <span className={styles.address}>{one.address}</span>
            <span className={styles.kind}>{shared(`case.${one.caseType}`)}</span>
            <span className={styles.state}>
              <Tag tone="accent" state={one.state}>{t(`state.${one.state}`)}</Tag>
              {one.overdue && <Tag tone="live">{t('overdue')}</Tag>}
              {!one.overdue && one.dueOn !== undefined && <span className={styles.soft}>{t('due', { day: one.dueOn.slice(5) })}</span>}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
