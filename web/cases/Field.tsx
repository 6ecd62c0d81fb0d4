import type { ReactElement } from 'react';
import { cloneElement, useId } from 'react';
import styles from './CaseFormPage.module.css';

interface Props {
  readonly label: string;
  readonly error?: string | undefined;
  readonly hint?: string;
  /** One control that takes an id. */
  readonly children: ReactElement<{ id?: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean; status?: 'error' | '' }>;
}

/** A control with its label above and, where it can't stand, the sentence that says why below. */
export function Field({ label, error, hint, children }: Props) {
  const id = useId();
  const told = error ?? hint;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {cloneElement(children, { id, status: error === undefined ? '' : 'error', 'aria-invalid': error !== undefined, ...(told !== undefined && { 'aria-describedby': `${id}-told` }) })}
      {told !== undefined && <p id={`${id}-told`} className={error === undefined ? styles.hint : styles.error} data-testid={error === undefined ? undefined : 'field-error'}>{told}</p>}
    </div>
  );
}
