import { Button, Input } from 'antd';
import { useState } from 'react';
import type { FormItem } from '../../../server/forms/contract.ts';
import { useLanguage } from '../../kit/language.ts';
import shared from '../fieldwork.module.css';
import { useFieldTexts } from '../texts.ts';
import styles from './form.module.css';
import { useDraft } from './useDraft.ts';

interface Props {
  readonly item: FormItem;
  readonly label: string;
  /** Fen for money. */
  readonly value: number | null;
  readonly disabled: boolean;
  readonly testId: string;
  readonly onWrite: (value: number | null) => void;
}

/** Yuan on the screen to whole fen, without ever calculating in fractions; undefined for what is no number. */
export function parseAmount(text: string, decimals: number): number | undefined {
  const match = /^(-?)(\d{1,12})(?:\.(\d*))?$/u.exec(text.trim().replace(/[,，\s]/gu, ''));
  const [, sign, whole, fraction = ''] = match ?? [];
  if (whole === undefined || fraction.length > decimals) return undefined;
  return Number(`${sign ?? ''}${whole}${fraction.padEnd(decimals, '0')}`);
}

/** A number with its unit on the numeric keyboard, and the usual ones to touch. */
export function NumberInput({ item, label, value, disabled, testId, onWrite }: Props) {
  const t = useFieldTexts();
  const en = useLanguage() === 'en';
  const isMoney = item.kind === 'money';
  const decimals = isMoney ? 2 : (item.decimals ?? 0);
  const unit = isMoney ? t('yuan') : item.unit ? (en ? item.unit.en : item.unit.zh) : '';
  const scale = 10 ** decimals;
  const shown = (one: number): string => String(isMoney ? one / 100 : one);
  const [wrong, setWrong] = useState(false);
  const draft = useDraft(value === null ? '' : shown(value), (text) => {
    if (text.trim() === '') {
      setWrong(false);
      onWrite(null);
      return;
    }
    const parsed = parseAmount(text, decimals);
    setWrong(parsed === undefined || parsed < 0);
    if (parsed !== undefined && parsed >= 0) onWrite(isMoney ? parsed : parsed / scale);
  });
  return (
    <>
      <Input
        size="large"
        className={styles.number ?? ''}
        inputMode={decimals > 0 ? 'decimal' : 'numeric'}
        aria-label={`${label}${unit === '' ? '' : ` (${unit})`}`}
        aria-invalid={wrong}
        status={wrong ? 'error' : ''}
        data-testid={testId}
        disabled={disabled}
        suffix={unit}
        value={draft.text}
        onBlur={draft.leave}
        onChange={(event) => { draft.type(event.target.value); }}
      />
      {wrong && <p className={styles.wrong} role="alert">{t(isMoney ? 'form.wrongMoney' : 'form.wrongNumber')}</p>}
      {item.quick && (
        <div className={shared.row}>
          {item.quick.map((one) => (
            <Button key={one} size="large" disabled={disabled} type={value === one ? 'primary' : 'default'} onClick={() => { setWrong(false); onWrite(one); }}>{shown(one)}</Button>
          ))}
        </div>
      )}
    </>
  );
}
