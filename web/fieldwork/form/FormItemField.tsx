import { CameraOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { FormItem, FormView } from '../../../server/forms/contract.ts';
import { useLanguage } from '../../kit/language.ts';
import shared from '../fieldwork.module.css';
import { useFieldTexts } from '../texts.ts';
import { AnswerInput } from './AnswerInput.tsx';
import styles from './form.module.css';
import { readableValue } from './readableForm.ts';
import type { LiveForm } from './useForm.ts';

interface Props {
  readonly item: FormItem;
  readonly itemId: string;
  readonly form: LiveForm;
  readonly view: FormView;
  readonly onPhoto?: (formItemId: string) => Promise<void>;
}

/** One line: what is asked, the answer, its evidence, what it was before, and what speaks against it. */
export function FormItemField({ item, itemId, form, view, onPhoto }: Props) {
  const t = useFieldTexts();
  const en = useLanguage() === 'en';
  const line = form.merged.lines[itemId];
  const refusal = form.refused[itemId];
  const hints = view.hints.filter((hint) => hint.itemId === itemId && hint.code !== 'form.missing' && hint.code !== 'form.conflict');
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const label = en ? item.label.en : item.label.zh;
  const labelId = `label-${itemId}`;
  const previous = line?.previous === undefined ? '' : readableValue(item, line.previous, form.merged);

  async function photo(): Promise<void> {
    setBusy(true);
    try {
      await onPhoto?.(itemId);
    } finally {
      setBusy(false);
    }
  }

  return (
    <section className={styles.item} data-testid={`item-${itemId}`} data-state={refusal ? 'refused' : line?.against.length ? 'conflict' : line && line.value !== null ? 'answered' : 'open'}>
      <div className={shared.spread}>
        <span className={shared.label} id={labelId}>
          {label}
          {item.required === true && <b className={styles.required} title={t('form.required')}> *</b>}
        </span>
        {onPhoto && (
          <Button type="text" icon={<CameraOutlined />} loading={busy} aria-label={t('form.photo', { label })} data-testid={`photo-${itemId}`} onClick={() => void photo()}>
            {line && line.evidenceIds.length > 0 ? line.evidenceIds.length : undefined}
          </Button>
        )}
      </div>
      {item.hint && <p className={shared.soft}>{en ? item.hint.en : item.hint.zh}</p>}
      <AnswerInput item={item} itemId={itemId} label={label} form={form} disabled={!view.editable} />
      {refusal && (
        <div className={shared.warn} role="alert">
          <p>{refusal.message}</p>
          {refusal.code === 'form.idNumberDoubtful' && (
            <div className={shared.row}>
              <Input size="large" value={reason} maxLength={500} aria-label={t('form.reason')} placeholder={t('form.reason')} onChange={(event) => { setReason(event.target.value); }} />
              <Button size="large" disabled={reason.trim().length < 2} onClick={() => { form.write(itemId, refusal.answer.value, reason.trim()); }}>{t('form.keepAnyway')}</Button>
            </div>
          )}
        </div>
      )}
      {line && line.against.length > 0 && (
        <div className={shared.warn} role="alert" data-testid={`conflict-${itemId}`}>
          <p>{t('form.conflict')}</p>
          <div className={shared.row}>
            {[line, ...line.against].map((one) => (
              <Button key={one.revision} size="large" disabled={!view.editable} onClick={() => { form.write(itemId, one.value); }}>{t('form.choose', { value: readableValue(item, one.value, form.merged) })}</Button>
            ))}
          </div>
        </div>
      )}
      {hints.map((hint) => <p key={hint.code} className={styles.hint}>{en ? hint.text.en : hint.text.zh}</p>)}
      {previous !== '' && <p className={shared.soft}>{t('form.previous', { value: previous })}</p>}
    </section>
  );
}
