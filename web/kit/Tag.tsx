import type { ReactNode } from 'react';
import styles from './Tag.module.css';

export type Tone = 'neutral' | 'accent' | 'live' | 'warn' | 'good';

interface Props {
  readonly tone: Tone;
  readonly dot?: boolean;
  readonly children: ReactNode;
  readonly testId?: string;
  readonly state?: string;
}

/** A state in one or two words; never by colour alone. */
export function Tag({ tone, dot = false, children, testId, state }: Props) {
  return (
    <span className={`${styles.tag} ${styles[tone]}`} data-testid={testId} data-state={state}>
      {dot && <i className={styles.dot} aria-hidden />}
      {children}
    </span>
  );
}
