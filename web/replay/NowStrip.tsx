import type { Moment } from './moments.ts';
import styles from './NowStrip.module.css';
import type { MomentTexts } from './useMomentTexts.ts';

/** What has just happened stays in sight for so long. */
const SHOWN_MS = 12_000;

interface Props {
  readonly moments: readonly Moment[];
  readonly textsOf: (moment: Moment) => MomentTexts;
  readonly atMs: number;
}

/** Over the picture's lower edge: the answer, prompt or photo of this moment, as it comes. */
export function NowStrip({ moments, textsOf, atMs }: Props) {
  const now = moments.findLast((moment) => (
    moment.category !== 'step' && moment.category !== 'people' && moment.category !== 'gap' && moment.atMs <= atMs && atMs - moment.atMs < SHOWN_MS
  ));
  if (!now) return null;
  const { title, detail } = textsOf(now);
  return (
    <p key={now.id} className={`${styles.now} ${styles[now.category]}`} data-testid="now" data-kind={now.category}>
      <b>{title}</b>
      <span>{detail}</span>
    </p>
  );
}
