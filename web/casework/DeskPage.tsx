import { CheckCircleOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { WorkQueue } from '../../server/procedures/contract.ts';
import { COUNTED_TO } from '../../server/procedures/contract.ts';
import type { CaseState } from '../../server/rules/contract.ts';
import { request } from '../kit/api.ts';
import { EmptyState } from '../kit/EmptyState.tsx';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { useSession } from '../people/useSession.ts';
import { Placeholder } from '../kit/Placeholder.tsx';
import { Tag } from '../kit/Tag.tsx';
import styles from './Casework.module.css';
import { DeadlineStrip } from './DeadlineStrip.tsx';
import { useCaseworkTexts } from './texts.ts';

/** Everybody's desk: what is due, what waits for this role, and how many cases stand where. */
export function DeskPage() {
  const t = useCaseworkTexts();
  const assigns = useSession().data?.may.assign === true;
  const queue = useQuery({
    queryKey: ['work-queue'],
    queryFn: ({ signal }) => request<WorkQueue>('GET', '/api/work-queue', undefined, signal),
    refetchInterval: 60_000,
  });
  return (
    <main className={`${styles.page} ${styles.stack}`}>
      <h1 className={styles.title}>{t('desk.title')}</h1>
      <DeadlineStrip />
      {queue.isPending && <Placeholder cards={4} heightPx={72} />}
      {queue.error && !queue.data && <ErrorNotice error={queue.error} onRetry={() => void queue.refetch()} />}
      {queue.data && (
        <>
          <ul className={styles.row} aria-label={t('desk.counts')}>
            {(Object.entries(queue.data.counts) as [CaseState, number][]).map(([state, count]) => (
              <li key={state}><Tag tone="neutral">{t(`state.${state}`)} {count}{count >= COUNTED_TO && '+'}</Tag></li>
            ))}
          </ul>
          {queue.data.waiting.length === 0 && <EmptyState icon={<CheckCircleOutlined />} title={t('desk.empty')} />}
          {queue.data.waiting.map(({ caseId, caseNumber, applicantName, state, dueOn }) => (
            <Link key={caseId} to={assigns ? `/assign?case=${encodeURIComponent(caseId)}` : `/casework/${encodeURIComponent(caseId)}`} className={`${styles.card} ${styles.spread}`} data-testid="queued-case">
              <span><strong>{applicantName}</strong> <span className={styles.soft}>{caseNumber}</span></span>
              <span className={styles.row}>
                {dueOn !== undefined && <Tag tone={dueOn < queue.data.today ? 'live' : 'neutral'}>{t('desk.due', { day: dueOn })}</Tag>}
                <Tag tone="accent">{t(`state.${state}`)}</Tag>
              </span>
            </Link>
          ))}
        </>
      )}
    </main>
  );
}
