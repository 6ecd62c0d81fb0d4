import { Button, DatePicker, Form, Input, Modal, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import dayjs from 'dayjs';
import { useEffect } from 'react';
import type { OrganisationKind, OrganisationView } from '../../../server/people/contract.ts';
import { ErrorNotice } from '../../kit/ErrorNotice.tsx';
import { newId } from '../../kit/newId.ts';
import { useKeep } from './queries.ts';
import { useManageTexts } from './texts.ts';

interface Fields {
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly number?: string;
  readonly period?: [Dayjs, Dayjs];
  readonly townIds?: string[];
}

interface Props {
  readonly editing: OrganisationView | 'new' | undefined;
  readonly towns: readonly OrganisationView[];
  readonly onClose: () => void;
}

const DAY = 'YYYY-MM-DD';

/** An organisation's name and, of a contracted one, its contract: the first and the last day, and the towns it covers. */
export function OrganisationDialog({ editing, towns, onClose }: Props) {
  const t = useManageTexts();
  const [form] = Form.useForm<Fields>();
  const keep = useKeep();
  const known = editing === 'new' ? undefined : editing;
  const kind = Form.useWatch('kind', form) ?? known?.kind;
  const required = { required: true, message: t('required') };
  useEffect(() => {
    if (editing === undefined) return;
    form.setFieldsValue(known
      ? {
        kind: known.kind, name: known.name,
        ...(known.contract && { number: known.contract.number, period: [dayjs(known.contract.startsOn), dayjs(known.contract.endsOn)], townIds: known.contract.townIds.map(String) }),
      }
      : { kind: 'vendor', name: '' });
  }, [editing, known, form]);

  function send({ kind: chosen, name, number, period, townIds }: Fields): void {
    const contract = chosen === 'vendor' && period ? { number, startsOn: period[0].format(DAY), endsOn: period[1].format(DAY), townIds } : undefined;
    keep.mutate({ path: '/api/organisations', body: { id: known?.id ?? newId(), kind: chosen, name, ...(contract && { contract }) } }, { onSuccess: onClose });
  }

  return (
    <Modal open={editing !== undefined} title={known ? t('organisation.edit') : t('organisation.add')} footer={null} width={520} onCancel={onClose} afterClose={() => { form.resetFields(); keep.reset(); }} forceRender>
      <Form<Fields> form={form} layout="vertical" size="large" requiredMark={false} onFinish={send}>
        <Form.Item name="kind" label={t('organisation.kind')} rules={[required]}>
          <Select disabled={known !== undefined} options={(['vendor', 'town', 'district'] as const).map((value) => ({ value, label: t(`kind.${value}`) }))} />
        </Form.Item>
        <Form.Item name="name" label={t('organisation.name')} rules={[required]}><Input maxLength={100} data-testid="organisation-name" /></Form.Item>
        {kind === 'vendor' && (
          <>
            <Form.Item name="number" label={t('contract.number')} rules={[required]}><Input maxLength={64} data-testid="contract-number" /></Form.Item>
            <Form.Item name="period" label={t('contract.period')} extra={t('contract.period.hint')} rules={[required]}>
              <DatePicker.RangePicker format={DAY} style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item name="townIds" label={t('contract.towns')} rules={[required]}>
              <Select mode="multiple" optionFilterProp="label" data-testid="contract-towns" options={towns.map(({ id, name }) => ({ value: String(id), label: name }))} />
            </Form.Item>
          </>
        )}
        {keep.error && <ErrorNotice error={keep.error} />}
        <Button type="primary" htmlType="submit" block loading={keep.isPending} data-testid="save-organisation">{t('save')}</Button>
      </Form>
    </Modal>
  );
}
