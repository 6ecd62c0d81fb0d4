import styles from './fieldwork.module.css';

interface Props {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly chosen: readonly string[];
  readonly onChoose: (value: string) => void;
  readonly many?: boolean;
  readonly disabled?: boolean;
  readonly testId?: string;
}

/** Choices as large buttons for one thumb; a radio group, or checkboxes where several hold. */
export function Chips({ label, options, chosen, onChoose, many = false, disabled = false, testId }: Props) {
  return (
    <div className={styles.chips} role={many ? 'group' : 'radiogroup'} aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role={many ? 'checkbox' : 'radio'}
          aria-checked={chosen.includes(option.value)}
          className={styles.chip}
          disabled={disabled}
          data-testid={testId === undefined ? undefined : `${testId}-${option.value}`}
          onClick={() => { onChoose(option.value); }}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
