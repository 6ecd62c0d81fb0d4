import { CheckCircleFilled, RightOutlined, WarningOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import type { FormSection } from '../../../server/forms/contract.ts';
import { VISIT_FORM } from '../../../server/forms/definition/contract.ts';
import type { VisitDetail } from '../../../server/visits/contract.ts';
import { ErrorNotice } from '../../kit/ErrorNotice.tsx';
import { useLanguage } from '../../kit/language.ts';
import { Placeholder } from '../../kit/Placeholder.tsx';
import { useOnline } from '../../kit/useOnline.ts';
import shared from '../fieldwork.module.css';
import { Panel } from '../Panel.tsx';
import { useFieldTexts } from '../texts.ts';
import styles from './form.module.css';
import { SectionPage } from './SectionPage.tsx';
import { useForm } from './useForm.ts';

export interface FormPagesProps {
  readonly visit: VisitDetail;
  readonly onBack: () => void;
  readonly onReadBack: () => void;
  readonly onPhoto?: (formItemId: string) => Promise<void>;
}

/** The visit form: its sections with what is still missing, each section a page, and at the end the read-back. */
export function FormPages({ visit, onBack, onReadBack, onPhoto }: FormPagesProps) {
  const t = useFieldTexts();
  const en = useLanguage() === 'en';
  const online = useOnline();
  const form = useForm(visit.id);
  const [open, setOpen] = useState<FormSection>();
  const say = (one: { zh: string; en: string }): string => (en ? one.en : one.zh);
  const refused = Object.keys(form.refused).length;
  const status = (
    <span role="status" data-testid="form-saved" data-pending={form.pending} data-refused={refused}>
      {refused > 0 ? t('form.refused', { count: refused }) : form.pending === 0 ? t('form.saved') : t(online ? 'form.saving' : 'form.offline', { count: form.pending })}
    </span>
  );
  if (!form.view) {
    return <Panel title={t('form.title')} onBack={onBack}>{form.error === undefined ? <Placeholder cards={4} heightPx={64} /> : <ErrorNotice error={form.error} />}</Panel>;
  }
  const { view } = form;
  if (open) {
    const next = VISIT_FORM[VISIT_FORM.indexOf(open) + 1];
    return (
      <Panel
        title={say(open.title)}
        note={status}
        onBack={() => { setOpen(undefined); }}
        testId="form-section"
        foot={<Button type="primary" size="large" block data-testid="next-section" onClick={() => { setOpen(next); }}>{next ? t('form.next', { section: say(next.title) }) : t('form.toList')}</Button>}
      >
        <SectionPage key={open.key} section={open} form={form} view={view} {...(onPhoto && { onPhoto })} />
      </Panel>
    );
  }
  const hints = (section: FormSection): number => view.hints.filter(({ itemId }) => itemId === section.key || itemId.startsWith(`${section.key}.`)).length;
  const doubts = view.hints.filter(({ code }) => code !== 'form.missing' && code !== 'form.tooFew');
  return (
    <Panel
      title={t('form.title')}
      note={status}
      onBack={onBack}
      testId="form-panel"
      foot={visit.state === 'inProgress' && (
        <Button type="primary" size="large" block data-testid="to-read-back" onClick={onReadBack}>{t('form.readBack')}</Button>
      )}
    >
      {!view.editable && <p className={shared.warn}>{t('form.frozen')}</p>}
      <ul className={styles.sections}>
        {VISIT_FORM.map((section) => {
          const count = hints(section);
          return (
            <li key={section.key}>
              <button type="button" className={styles.section} data-testid={`section-${section.key}`} onClick={() => { setOpen(section); }}>
                <span>{say(section.title)}</span>
                <span className={count > 0 ? styles.open : styles.done}>{count > 0 ? t('form.toDo', { count }) : <><CheckCircleFilled aria-hidden /> {t('form.complete')}</>}</span>
                <RightOutlined aria-hidden />
              </button>
            </li>
          );
        })}
      </ul>
      {doubts.length > 0 && (
        <section className={shared.card} aria-labelledby="form-doubts">
          <h3 id="form-doubts">{t('form.doubts')}</h3>
          <ul className={styles.doubts}>
            {doubts.map((hint) => (
              <li key={`${hint.code} ${hint.itemId}`}><WarningOutlined aria-hidden /> {say(hint.text)}</li>
            ))}
          </ul>
        </section>
      )}
    </Panel>
  );
}
