import { Button, Input, InputNumber, Select } from 'antd';
import { useId, useState } from 'react';
import type { ProcedureView } from '../../../server/procedures/contract.ts';
import { useCase, useOrganisations } from '../../cases/queries.ts';
import styles from '../Casework.module.css';
import type { ActField, ShownAct } from './actFields.ts';
import { useProcedureTexts } from './texts.ts';

type Value = string | number | readonly string[];

interface Props {
  readonly act: ShownAct;
  readonly fields: readonly ActField[];
  readonly procedure: ProcedureView;
  readonly busy: boolean;
  readonly onCancel: () => void;
  readonly onSend: (values: Readonly<Record<string, Value>>) => void;
}

/** What one act asks for, and the button that does it. */
export function ActForm({ act, fields, procedure, busy, onCancel, onSend }: Props) {
  const t = useProcedureTexts();
  const id = useId();
  const [values, setValues] = useState<Readonly<Record<string, Value>>>({});
  const optionsOf = useOptions(procedure, fields);
  const isFilled = (field: ActField): boolean => {
    const value = values[field.name];
    return ('optional' in field && field.optional === true) || (Array.isArray(value) ? value.length > 0 : typeof value === 'number' || (typeof value === 'string' && value.trim() !== ''));
  };
  const set = (name: string, value: Value | null | undefined) => {
    setValues(({ [name]: _before, ...rest }) => (value === null || value === undefined || value === '' ? rest : { ...rest, [name]: value }));
  };
  const control = (field: ActField) => {
    const common = { id: `${id}-${field.name}`, size: 'large' as const, 'data-testid': `act-${field.name}` };
    switch (field.kind) {
      case 'text':
        return <Input.TextArea {...common} rows={3} maxLength={2000} value={values[field.name]} onChange={({ target }) => { set(field.name, target.value); }} />;
      case 'line':
        return <Input {...common} maxLength={64} value={values[field.name]} onChange={({ target }) => { set(field.name, target.value); }} />;
      case 'number':
        return <InputNumber {...common} min={0} max={10_000} precision={0} inputMode="numeric" value={(values[field.name] as number | undefined) ?? null} onChange={(value) => { set(field.name, value); }} />;
      default:
        return (
          <Select
            {...common} className={styles.wide ?? ''} {...(field.kind === 'choices' && { mode: 'multiple' as const })} options={optionsOf(field)} placeholder={t('choose')}
            value={values[field.name] ?? null} onChange={(value: Value | null) => { set(field.name, value); }}
          />
        );
    }
  };
  return (
    <form className={styles.form} aria-label={t(`act.${act}`)} onSubmit={(event) => { event.preventDefault(); onSend(values); }}>
      {fields.length === 0 && <p>{t('sure', { act: t(`act.${act}`) })}</p>}
      {fields.map((field) => (
        <div key={field.name}>
          <label htmlFor={`${id}-${field.name}`} className={styles.label}>{t(`field.${field.name}` as Parameters<typeof t>[0])}</label>
          {control(field)}
        </div>
      ))}
      <div className={styles.row}>
        <Button type="primary" size="large" htmlType="submit" loading={busy} disabled={!fields.every(isFilled)} data-testid="act-send">{t('send', { act: t(`act.${act}`) })}</Button>
        <Button size="large" onClick={onCancel}>{t('cancel')}</Button>
      </div>
    </form>
  );
}

/** What can be chosen, by the case itself where it is known there. */
function useOptions({ caseId, townId, openObjections }: ProcedureView, fields: readonly ActField[]): (field: ActField) => { value: string; label: string }[] {
  const t = useProcedureTexts();
  const asks = (...kinds: ActField['kind'][]): boolean => fields.some(({ kind }) => kinds.includes(kind));
  const household = useCase(asks('people', 'obligors') ? caseId : undefined).data;
  const organisations = useOrganisations().data?.organisations ?? [];
  const obligors = (household?.obligors ?? []).map(({ id, name }) => ({ value: id, label: t('obligor', { name: name ?? id }) }));
  return (field) => {
    switch (field.kind) {
      case 'choice': case 'choices': return field.values.map((value) => ({ value, label: t(`${field.name}.${value}` as Parameters<typeof t>[0]) }));
      case 'people': return [...(household?.members ?? []).map(({ id, name }) => ({ value: id, label: name ?? id })), ...obligors];
      case 'obligors': return obligors;
      case 'vendors': return organisations.filter(({ kind, active, contract }) => kind === 'vendor' && active && contract?.townIds.some((one) => one === townId)).map(({ id, name }) => ({ value: id, label: name }));
      case 'objections': return openObjections.map((id, index) => ({ value: id, label: t('objection', { number: index + 1 }) }));
      default: return [];
    }
  };
}
