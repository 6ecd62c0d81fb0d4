import styles from './LevelMeter.module.css';

interface Props {
  /** 0 to 1. */
  readonly value: number;
  readonly label: string;
  readonly tone?: 'good' | 'warn' | 'danger';
}

const BARS = [0.12, 0.3, 0.48, 0.66, 0.84] as const;

/** Five bars that light up from the left: readable at a glance, in sunlight, and without colours. */
export function LevelMeter({ value, label, tone = 'good' }: Props) {
  const percent = Math.round(Math.max(0, Math.min(1, value)) * 100);
  return (
    <span className={`${styles.meter} ${styles[tone]}`} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
      {BARS.map((from, index) => (
        <span key={from} className={value >= from ? styles.lit : styles.dark} style={{ height: `${40 + 15 * index}%` }} />
      ))}
    </span>
  );
}
