import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { DeadlineView } from '../../server/clocks/contract.ts';
import type { DeadlineStrip as Strip } from '../../server/procedures/contract.ts';
import { request } from '../kit/api.ts';
import { useLanguage } from '../kit/language.ts';
import styles from './Casework.module.css';
import { useCaseworkTexts } from './texts.ts';

type Tone = 'calm' | 'warn' | 'danger';

export function toneOf({ status }: DeadlineView): Tone {
  return status === 'overdue' || status === 'metLate' ? 'danger' : status === 'due' || status === 'dueSoon' ? 'warn' : 'calm';
}

/** How much time is left, in words. */
export function useTimeLeft(): (deadline: DeadlineView) => string {
  const t = useCaseworkTexts();
  return ({ kind, status, daysLeft, doneOn }) => {
    if (doneOn !== undefined) return t('left.done', { day: doneOn });
    if (status === 'overdue') return t('left.over', { days: -daysLeft });
    if (kind === 'atLeast') return t('left.wait', { days: Math.max(0, daysLeft) });
    return daysLeft === 0 ? t('left.last') : t('left.days', { days: daysLeft });
  };
}

/** What this person should look at first; on everybody's first page. Silent where nothing is due. */
export function DeadlineStrip() {
  const t = useCaseworkTexts();
  const language = useLanguage();
  const timeLeft = useTimeLeft();
  const { data } = useQuery({
    queryKey: ['deadlines'],
    queryFn: ({ signal }) => request<Strip>('GET', '/api/deadlines', undefined, signal),
    refetchInterval: 5 * 60_000,
  });
  if (!data || data.cases.length === 0) return null;
  const { overdue, dueToday, dueSoon, cases, uncertain } = data;
  return (
    <section className={styles.strip} aria-label={t('due.title')} data-testid="deadline-strip">
      <strong>{t('due.title')}</strong>
      {overdue > 0 && <span>{t('due.overdue', { count: overdue })}</span>}
      {dueToday > 0 && <span>{t('due.today', { count: dueToday })}</span>}
      {dueSoon > 0 && <span>{t('due.soon', { count: dueSoon })}</span>}
      {cases.map(({ caseId, applicantName, deadline }) => (
        <Link key={caseId} to={`/casework/${encodeURIComponent(caseId)}`} data-tone={toneOf(deadline)}>
          {applicantName} · {language === 'en' ? deadline.name.en : deadline.name.zh} · {timeLeft(deadline)}
        </Link>
      ))}
      {uncertain && <span className={styles.soft}>{t('due.uncertain')}</span>}
    </section>
  );
}
