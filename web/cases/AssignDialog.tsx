import { SwapOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, DatePicker, Form, Modal, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import dayjs from 'dayjs';
import { useState } from 'react';
import type { CaseList } from '../../server/cases/contract.ts';
import type { VisitDetail, VisitSummary } from '../../server/visits/contract.ts';
import type { DrawnPair, StaffForVisit } from '../../server/visits/staffing/contract.ts';
import { request } from '../kit/api.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { useDebounced } from '../kit/useDebounced.ts';
import { actOnVisit, VISITS_KEY } from '../visits/queries.ts';
import styles from './AssignDialog.module.css';
import { CASES_KEY, useCase } from './queries.ts';
import { useCaseTexts } from './texts.ts';

interface Props {
  readonly open: boolean;
  /** Chosen before the dialog opened, e.g. on the desk. */
  readonly householdId?: string;
  /** A visit that was sent back; its household and time stay. */
  readonly again?: VisitSummary;
  readonly onClose: () => void;
  readonly onAssigned: () => void;
}

interface Fields {
  readonly householdId: string;
  readonly investigatorIds: readonly string[];
  readonly appointedAt: Dayjs;
}

/** Which household, which two investigators, when. The two can be drawn, so that nobody chooses who goes with whom. */
export function AssignDialog({ open, householdId, again, onClose, onAssigned }: Props) {
  const t = useCaseTexts();
  const queries = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const [typed, setTyped] = useState('');
  const search = useDebounced(typed.trim(), 300);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const given = again?.household.id ?? householdId;
  const picked = Form.useWatch('householdId', form) ?? given;
  const known = useCase(open && again === undefined ? householdId : undefined).data;
  const households = useQuery({
    queryKey: [...CASES_KEY, 'toAssign', search],
    queryFn: ({ signal }) => request<CaseList>('GET', `/api/cases?limit=30${search.length >= 2 ? `&q=${encodeURIComponent(search)}` : ''}`, undefined, signal),
    enabled: open && given === undefined,
    placeholderData: keepPreviousData,
  });
  const staff = useQuery({
    queryKey: ['visit-staff', picked],
    queryFn: ({ signal }) => request<StaffForVisit>('GET', `/api/visit-staff?householdId=${encodeURIComponent(picked ?? '')}`, undefined, signal),
    enabled: open && picked !== undefined,
  });
  const loadError = households.error ?? staff.error;
  const chosen = again?.household ?? known;
  const options = (chosen ? [chosen] : given === undefined ? (households.data?.cases ?? []) : [])
    .map(({ id, applicantName, address, caseNumber }) => ({ value: String(id), label: `${caseNumber} · ${applicantName} · ${address}` }));

  async function attempt(act: () => Promise<void>): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await act();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  const draw = () => attempt(async () => {
    const { investigatorIds } = await request<DrawnPair>('POST', '/api/visit-pairs', { householdId: picked });
    form.setFieldValue('investigatorIds', [...investigatorIds]);
  });
  const submit = ({ householdId: household, investigatorIds, appointedAt }: Fields) => attempt(async () => {
    if (again) {
      const organisationId = again.organisationId;
      await actOnVisit(queries, again.id, { act: 'assign', organisationId, investigatorIds: [...investigatorIds] });
      await actOnVisit(queries, again.id, { act: 'dispatch' });
    } else {
      await request<VisitDetail>('POST', '/api/visits', { householdId: household, investigatorIds, appointedAtMs: appointedAt.valueOf() });
      await queries.invalidateQueries({ queryKey: VISITS_KEY });
    }
    onAssigned();
  });

  const required = { required: true, message: t('dialog.required') };
  return (
    <Modal
      open={open} title={again ? t('again') : t('dialog.title')} footer={null} width={520} onCancel={onClose} destroyOnHidden
      afterClose={() => { setError(undefined); setTyped(''); form.resetFields(); }}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        size="large"
        requiredMark={false}
        className={styles.form ?? ''}
        initialValues={{ ...(given !== undefined && { householdId: given }), appointedAt: dayjs(again?.appointedAtMs ?? dayjs().add(1, 'hour').startOf('hour')) }}
        onFinish={(fields) => void submit(fields)}
      >
        {loadError && <ErrorNotice error={loadError} onRetry={() => void Promise.all([households.refetch(), staff.refetch()])} />}
        <Form.Item name="householdId" label={t('dialog.household')} rules={[required]}>
          <Select
            disabled={given !== undefined}
            showSearch={{ filterOption: false, onSearch: setTyped }}
            loading={households.isLoading}
            placeholder={t('dialog.household.hint')}
            data-testid="assign-household"
            options={options}
            onChange={() => { form.setFieldValue('investigatorIds', undefined); }}
          />
        </Form.Item>
        <Form.Item
          name="investigatorIds"
          label={t('dialog.investigators')}
          extra={t('dialog.draw.hint')}
          rules={[{
            validator: (_, value: readonly string[] | undefined) =>
              value?.length === 2 ? Promise.resolve() : Promise.reject(new Error(t('dialog.two'))),
          }]}
        >
          <Select
            mode="multiple"
            maxCount={2}
            disabled={picked === undefined}
            loading={staff.isLoading}
            placeholder={t('dialog.investigators.hint')}
            data-testid="assign-investigators"
            optionFilterProp="label"
            options={staff.data?.staff.map(({ id, name, load, conflict }) => ({
              value: String(id), label: conflict ? t('dialog.conflict', { name }) : t('dialog.load', { name, count: load }), disabled: conflict,
            })) ?? []}
          />
        </Form.Item>
        <Button icon={<SwapOutlined />} block disabled={picked === undefined} loading={busy} data-testid="draw-pair" className={styles.draw ?? ''} onClick={() => void draw()}>{t('dialog.draw')}</Button>
        {!again && (
          <Form.Item name="appointedAt" label={t('dialog.time')} rules={[required]}>
            <DatePicker
              showTime={{ format: 'HH:mm', minuteStep: 5 }}
              format="YYYY-MM-DD HH:mm"
              allowClear={false}
              style={{ width: '100%' }}
              disabledDate={(day: Dayjs) => day.isBefore(dayjs().startOf('day'))}
            />
          </Form.Item>
        )}
        {error !== undefined && <ErrorNotice error={error} />}
        <Button type="primary" htmlType="submit" block loading={busy} data-testid="assign-submit">
          {t('dialog.submit')}
        </Button>
      </Form>
    </Modal>
  );
}
