import { PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import type { ClipboardEvent, SyntheticEvent } from 'react';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { CaseDetail, EditableCase } from '../../server/cases/contract.ts';
import { AID_KINDS, POVERTY_CAUSES } from '../../server/cases/contract.ts';
import type { OrganisationList } from '../../server/people/contract.ts';
import { ApiError, request } from '../kit/api.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { newId } from '../kit/newId.ts';
import { useSession } from '../people/useSession.ts';
import { useVisitTexts } from '../visits/texts.ts';
import type { CaseFields } from './caseForm.ts';
import { draftOf, emptyMember, fieldsOf } from './caseForm.ts';
import styles from './CaseFormPage.module.css';
import { useCaseFileTexts } from './caseTexts.ts';
import { Field } from './Field.tsx';
import { MemberFieldset } from './MemberFieldset.tsx';
import { CASES_KEY, caseKey } from './queries.ts';

/** Nobody types this much into one field; a whole document on the clipboard would only freeze the page. */
const MAX_PASTE = 4_000;

interface Props {
  readonly edited?: EditableCase & { readonly id: string };
  readonly district: OrganisationList;
}

export function CaseForm({ edited, district }: Props) {
  const t = useCaseFileTexts();
  const shared = useVisitTexts();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data: session } = useSession();
  const [id] = useState(() => edited?.id ?? newId());
  const [fields, setFields] = useState<CaseFields>(() => (edited ? fieldsOf(edited.draft) : { ...fieldsOf({}), members: [emptyMember('self')] }));
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [error, setError] = useState<unknown>();
  const [pasted, setPasted] = useState(false);
  const [busy, setBusy] = useState(false);

  const town = district.organisations.find((one) => one.kind === 'town' && one.name === session?.account.organisation);
  const villages = district.villages.filter((one) => town === undefined || one.townId === town.id);
  const vendors = district.organisations.filter((one) => one.active && one.contract && (town === undefined || one.contract.townIds.includes(town.id)));
  const set = (key: keyof CaseFields['texts'], value: string): void => { setFields((now) => ({ ...now, texts: { ...now.texts, [key]: value } })); };
  const text = (key: keyof CaseFields['texts']) => ({
    size: 'large' as const, value: fields.texts[key], 'data-testid': `case-${key}`,
    onChange: ({ target }: { target: { value: string } }) => { set(key, target.value); },
  });

  async function save(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    const { draft, wrong } = draftOf(fields, edited?.draft ?? {});
    setErrors(Object.fromEntries(Object.entries(wrong).map(([path, kind]) => [path, t(`form.${kind}`)])));
    setError(undefined);
    if (Object.keys(wrong).length > 0) return;
    setBusy(true);
    try {
      const saved = edited
        ? await request<CaseDetail>('POST', `/api/cases/${encodeURIComponent(id)}`, { revision: edited.revision, draft })
        : await request<CaseDetail>('POST', '/api/cases', { id, draft });
      queries.setQueryData(caseKey(id), saved);
      await queries.invalidateQueries({ queryKey: CASES_KEY });
      await navigate(`/cases/${saved.id}`, { replace: true });
    } catch (thrown) {
      if (thrown instanceof ApiError && thrown.fields.length > 0) setErrors(Object.fromEntries(thrown.fields.map(({ path, message }) => [path, message])));
      else setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  function refuseLongPaste(event: ClipboardEvent): void {
    const tooLong = event.clipboardData.getData('text').length > MAX_PASTE;
    if (tooLong) event.preventDefault();
    setPasted(tooLong);
  }

  const count = Object.keys(errors).length;
  return (
    <form onSubmit={(event) => void save(event)} onPaste={refuseLongPaste} noValidate>
      <Link to={edited ? `/cases/${id}` : '/cases'} className={styles.back ?? ''}>{t('back')}</Link>
      <h1 className={styles.title}>{t(edited ? 'form.edit' : 'form.new')}</h1>
      <section className={styles.card} aria-label={t('facts')}>
        <div className={styles.grid}>
          <Field label={t('form.caseNumber')} error={errors['caseNumber']}><Input {...text('caseNumber')} /></Field>
          <Field label={t('form.caseType')} error={errors['caseType']}>
            <Select size="large" value={fields.texts.caseType} options={AID_KINDS.map((value) => ({ value: value, label: shared(`case.${value}`) }))} onChange={(value) => { set('caseType', value); }} />
          </Field>
          <Field label={t('village')} error={errors['villageId']}>
            <Select size="large" showSearch={{ optionFilterProp: 'label' }} data-testid="case-village" value={fields.texts.villageId === '' ? null : fields.texts.villageId}
              options={villages.map((one) => ({ value: one.id, label: one.name }))} onChange={(value: string) => { set('villageId', value); }} />
          </Field>
          <Field label={t('organisation')} error={errors['organisationId']}>
            <Select size="large" value={fields.texts.organisationId} onChange={(value) => { set('organisationId', value); }}
              options={[{ value: '', label: t('form.auto') }, ...vendors.map((one) => ({ value: one.id, label: one.name }))]} />
          </Field>
          <Field label={t('address')} error={errors['address']}><Input {...text('address')} /></Field>
          <Field label={t('actualAddress')} error={errors['actualAddress']}><Input {...text('actualAddress')} /></Field>
          <Field label={t('phone')} error={errors['phone']}><Input {...text('phone')} inputMode="tel" /></Field>
          <Field label={t('causes')} error={errors['povertyCauses']}>
            <Select mode="multiple" size="large" value={[...fields.povertyCauses]} options={POVERTY_CAUSES.map((value) => ({ value: value, label: t(`cause.${value}`) }))}
              onChange={(povertyCauses: string[]) => { setFields((now) => ({ ...now, povertyCauses })); }} />
          </Field>
          <Field label={t('income')} error={errors['declaredIncomeFen']}><Input {...text('income')} inputMode="decimal" suffix={t('form.yuan')} /></Field>
          <Field label={t('debt')} error={errors['debtFen']}><Input {...text('debt')} inputMode="decimal" suffix={t('form.yuan')} /></Field>
          <Field label={t('form.latitude')} error={errors['home.latitude']}><Input {...text('latitude')} inputMode="decimal" /></Field>
          <Field label={t('form.longitude')} error={errors['home.longitude']}><Input {...text('longitude')} inputMode="decimal" /></Field>
          <Field label={t('form.fence')} error={errors['home.geofenceMetres']}><Input {...text('fence')} inputMode="numeric" /></Field>
          <Field label={t('note')} error={errors['note']}><Input.TextArea {...text('note')} autoSize={{ minRows: 2, maxRows: 8 }} /></Field>
        </div>
      </section>
      <section className={styles.card} aria-labelledby="form-members">
        <h2 id="form-members">{t('members')}</h2>
        {errors['members'] !== undefined && <p className={styles.error} data-testid="field-error">{errors['members']}</p>}
        {fields.members.map((member, index) => (
          <MemberFieldset
            key={member.id} number={index + 1} member={member} errorOf={(field) => errors[`members.${index}.${field}`]}
            onChange={(changed) => { setFields((now) => ({ ...now, members: now.members.map((one) => (one.id === changed.id ? changed : one)) })); }}
            {...(fields.members.length > 1 && { onRemove: () => { setFields((now) => ({ ...now, members: now.members.filter((one) => one.id !== member.id) })); } })}
          />
        ))}
        <Button size="large" icon={<PlusOutlined />} data-testid="add-member" onClick={() => { setFields((now) => ({ ...now, members: [...now.members, emptyMember('other')] })); }}>{t('form.add')}</Button>
      </section>
      {pasted && <p className={styles.stop} role="alert" data-testid="paste-refused">{t('form.tooLong')}</p>}
      {count > 0 && <p className={styles.stop} role="alert">{t('form.check', { count })}</p>}
      {error !== undefined && <ErrorNotice error={error} />}
      <div className={styles.save}>
        <Button type="primary" size="large" htmlType="submit" loading={busy} data-testid="save-case">{t('form.save')}</Button>
      </div>
    </form>
  );
}
