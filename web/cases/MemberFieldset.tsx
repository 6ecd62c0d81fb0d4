import { DeleteOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input, Select } from 'antd';
import { HEALTHS, RELATIONS, SEXES } from '../../server/cases/contract.ts';
import type { MemberFields } from './caseForm.ts';
import styles from './CaseFormPage.module.css';
import { useCaseFileTexts } from './caseTexts.ts';
import { Field } from './Field.tsx';

const EMPLOYMENTS = ['employed', 'selfEmployed', 'unemployed', 'student', 'retired', 'unable'] as const;

interface Props {
  readonly number: number;
  readonly member: MemberFields;
  readonly errorOf: (field: string) => string | undefined;
  readonly onChange: (member: MemberFields) => void;
  readonly onRemove?: () => void;
}

export function MemberFieldset({ number, member, errorOf, onChange, onRemove }: Props) {
  const t = useCaseFileTexts();
  const text = (key: 'name' | 'idNumber' | 'idNumberReason' | 'birthDay' | 'illness') => ({
    size: 'large' as const, value: member[key], 'data-testid': `member-${number}-${key}`,
    onChange: ({ target }: { target: { value: string } }) => { onChange({ ...member, [key]: target.value }); },
  });
  const choice = <K extends string>(key: 'relation' | 'sex' | 'health' | 'employment', values: readonly K[], label: (value: K) => string) => ({
    size: 'large' as const, allowClear: key !== 'relation', value: member[key] === '' ? undefined : member[key], 'data-testid': `member-${number}-${key}`,
    options: values.map((value) => ({ value: value, label: label(value) })),
    onChange: (value: string | undefined) => { onChange({ ...member, [key]: value ?? '' }); },
  });
  const doubtful = errorOf('idNumber') !== undefined || member.idNumberReason !== '';
  return (
    <fieldset className={styles.member}>
      <legend>{t('form.member', { number })}</legend>
      <div className={styles.grid}>
        <Field label={t('form.name')} error={errorOf('name')}><Input {...text('name')} /></Field>
        <Field label={t('form.relation')} error={errorOf('relation')}><Select {...choice('relation', RELATIONS, (value) => t(`relation.${value}`))} /></Field>
        <Field label={t('form.idNumber')} error={errorOf('idNumber')}><Input {...text('idNumber')} inputMode="text" autoComplete="off" /></Field>
        {doubtful && <Field label={t('form.idReason')} error={errorOf('idNumberReason')}><Input {...text('idNumberReason')} /></Field>}
        <Field label={t('form.birthDay')} hint={t('form.birthDay.hint')} error={errorOf('birthDay')}><Input {...text('birthDay')} inputMode="numeric" /></Field>
        <Field label={t('form.sex')} error={errorOf('sex')}><Select {...choice('sex', SEXES, (value) => t(`sex.${value}`))} /></Field>
        <Field label={t('form.health')} error={errorOf('health')}><Select {...choice('health', HEALTHS, (value) => t(`health.${value}`))} /></Field>
        <Field label={t('form.illness')} error={errorOf('illness')}><Input {...text('illness')} /></Field>
        <Field label={t('form.employment')} error={errorOf('employment')}><Select {...choice('employment', EMPLOYMENTS, (value) => t(`employment.${value}`))} /></Field>
      </div>
      <div className={styles.memberFoot}>
        <Checkbox checked={member.cohabiting} onChange={({ target }) => { onChange({ ...member, cohabiting: target.checked }); }}>{t('form.cohabiting')}</Checkbox>
        {onRemove && <Button icon={<DeleteOutlined />} onClick={onRemove}>{t('form.remove')}</Button>}
      </div>
    </fieldset>
  );
}
