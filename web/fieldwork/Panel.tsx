import { ArrowLeftOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useEffect, useId, useRef } from 'react';
import styles from './Panel.module.css';
import { useFieldTexts } from './texts.ts';

interface Props {
  readonly title: string;
  readonly note?: ReactNode;
  readonly onBack: () => void;
  readonly children: ReactNode;
  /** The one primary action, within reach of the thumb. */
  readonly foot?: ReactNode;
  readonly testId?: string;
}

/** A whole screen above the running camera. The platform's own dialog keeps the focus; the recording goes on below. */
export function Panel({ title, note, onBack, children, foot, testId }: Props) {
  const t = useFieldTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => { element?.close(); };
  }, []);
  useEffect(() => { body.current?.scrollTo(0, 0); }, [title]);
  return (
    <dialog
      ref={dialog}
      className={styles.panel}
      aria-labelledby={titleId}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onBack();
      }}
    >
      <header className={styles.head}>
        <button type="button" className={styles.back} aria-label={t('back')} data-testid="panel-back" onClick={onBack}><ArrowLeftOutlined aria-hidden /></button>
        <h2 id={titleId} className={styles.title}>{title}</h2>
        <div className={styles.note}>{note}</div>
      </header>
      <div ref={body} className={styles.body}>{children}</div>
      {foot !== undefined && <footer className={styles.foot}>{foot}</footer>}
    </dialog>
  );
}
