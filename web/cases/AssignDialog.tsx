import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, DatePicker, Form, Modal, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import dayjs from 'dayjs';
import { useState } from 'react';
import type { CaseList } from '../../server/cases/contract.ts';
import type { StaffList } from '../../server/people/contract.ts';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { request } from '../kit/api.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { useDebounced } from '../kit/useDebounced.ts';
import { VISITS_KEY } from '../visits/queries.ts';
import styles from './AssignDialog.module.css';
import { CASES_KEY } from './queries.ts';
import { useCaseTexts } from './texts.ts';

interface Props {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onAssigned: () => void;
}

interface Fields {
  readonly householdId: string;
  readonly investigatorIds: readonly string[];
  readonly appointedAt: Dayjs;
}

/** Which household, which two investigators, when. */
export function AssignDialog({ open, onClose, onAssigned }: Props) {
  const t = useCaseTexts();
  const queries = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const [typed, setTyped] = useState('');
  const search = useDebounced(typed.trim(), 300);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const households = useQuery({
    queryKey: [...CASES_KEY, 'toAssign', search],
    queryFn: ({ signal }) => request<CaseList>('GET', `/api/cases?limit=30${search.length >= 2 ? `&q=${encodeURIComponent(search)}` : ''}`, undefined, signal),
    enabled: open,
    placeholderData: keepPreviousData,
  });
  const staff = useQuery({
    queryKey: ['staff'],
    queryFn: ({ signal }) => request<StaffList>('GET', '/api/staff', undefined, signal),
    enabled: open,
  });
  const loadError = households.error ?? staff.error;

  async function submit({ householdId, investigatorIds, appointedAt }: Fields): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await request<VisitDetail>('POST', '/api/visits', {
        householdId,
        investigatorIds,
        appointedAtMs: appointedAt.valueOf(),
      });
      await queries.invalidateQueries({ queryKey: VISITS_KEY });
      form.resetFields();
      onAssigned();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  const required = { required: true, message: t('dialog.required') };
  return (
    <Modal open={open} title={t('dialog.title')} footer={null} width={520} onCancel={onClose} afterClose={() => { setError(undefined); }}>
      <Form<Fields>
        form={form}
        layout="vertical"
        size="large"
        requiredMark={false}
        className={styles.form ?? ''}
        initialValues={{ appointedAt: dayjs().add(1, 'hour').startOf('hour') }}
        onFinish={(fields) => void submit(fields)}
      >
        {loadError && <ErrorNotice error={loadError} onRetry={() => void Promise.all([households.refetch(), staff.refetch()])} />}
        <Form.Item name="householdId" label={t('dialog.household')} rules={[required]}>
          <Select
            showSearch={{ filterOption: false, onSearch: setTyped }}
            loading={households.isPending}
            placeholder={t('dialog.household.hint')}
            data-testid="assign-household"
            options={households.data?.cases.map(({ id, applicantName, address, caseNumber }) => ({
              value: id,
              label: `${caseNumber} · ${applicantName} · ${address}`,
            })) ?? []}
          />
        </Form.Item>
        <Form.Item
          name="investigatorIds"
          label={t('dialog.investigators')}
          rules={[{
            validator: (_, value: readonly string[] | undefined) =>
              value?.length === 2 ? Promise.resolve() : Promise.reject(new Error(t('dialog.two'))),
          }]}
        >
          <Select
            mode="multiple"
            maxCount={2}
            loading={staff.isPending}
            placeholder={t('dialog.investigators.hint')}
            data-testid="assign-investigators"
            optionFilterProp="label"
            options={staff.data?.investigators.map(({ id, name }) => ({ value: id, label: name })) ?? []}
          />
        </Form.Item>
        <Form.Item name="appointedAt" label={t('dialog.time')} rules={[required]}>
          <DatePicker
            showTime={{ format: 'HH:mm', minuteStep: 5 }}
            format="YYYY-MM-DD HH:mm"
            allowClear={false}
            style={{ width: '100%' }}
            disabledDate={(day: Dayjs) => day.isBefore(dayjs().startOf('day'))}
          />
        </Form.Item>
        {error !== undefined && <ErrorNotice error={error} />}
        <Button type="primary" htmlType="submit" block loading={busy} data-testid="assign-submit">
          {t('dialog.submit')}
        </Button>
      </Form>
    </Modal>
  );
}
