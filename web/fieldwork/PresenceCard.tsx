import { CheckCircleFilled, ClockCircleOutlined } from '@ant-design/icons';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { formatClock, formatDuration } from '../kit/formatTime.ts';
import styles from './fieldwork.module.css';
import { useFieldTexts } from './texts.ts';

/** Who of the two is in the home now, and when one of them was not. */
export function PresenceCard({ visit }: { readonly visit: Pick<VisitDetail, 'investigators' | 'presence'> }) {
  const t = useFieldTexts();
  const { present, gaps } = visit.presence;
  return (
    <section data-testid="presence" data-present={present.length}>
      <ul className={styles.people}>
        {visit.investigators.map(({ id, name }) => {
          const here = present.some((one) => one.accountId === id);
          return (
            <li key={id} className={styles.person} data-present={here}>
              {here ? <CheckCircleFilled aria-hidden /> : <ClockCircleOutlined aria-hidden />}
              {t(here ? 'presence.here' : 'presence.away', { name })}
            </li>
          );
        })}
      </ul>
      {gaps.map((gap) => (
        <p key={`${gap.accountId} ${gap.startMs}`} className={styles.soft} data-testid="presence-gap" data-open={gap.endMs === undefined}>
          {t(gap.endMs === undefined ? 'presence.gapOpen' : 'presence.gap', {
            name: visit.investigators.find(({ id }) => id === gap.accountId)?.name ?? '',
            time: formatClock(gap.startMs, true),
            duration: formatDuration(Math.max(1000, (gap.endMs ?? gap.startMs) - gap.startMs)),
            cause: t(`presence.${gap.cause}`),
          })}
        </p>
      ))}
    </section>
  );
}
