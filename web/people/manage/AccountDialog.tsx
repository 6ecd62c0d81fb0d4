import { Button, Form, Input, Modal, Select } from 'antd';
import type { AccountList, Role } from '../../../server/people/contract.ts';
import { ErrorNotice } from '../../kit/ErrorNotice.tsx';
import { newId } from '../../kit/newId.ts';
import { usePeopleTexts } from '../texts.ts';
import { useKeep } from './queries.ts';
import { useManageTexts } from './texts.ts';

interface Fields {
  readonly organisationId: string;
  readonly role: Role;
  readonly name: string;
  readonly username: string;
  readonly password: string;
}

interface Props {
  readonly open: boolean;
  readonly organisations: AccountList['organisations'];
  readonly onClose: () => void;
}

/** Opens an account: the organisation decides which roles there are. */
export function AccountDialog({ open, organisations, onClose }: Props) {
  const t = useManageTexts();
  const people = usePeopleTexts();
  const [form] = Form.useForm<Fields>();
  const organisationId = Form.useWatch('organisationId', form);
  const keep = useKeep();
  const [only] = organisations.length === 1 ? organisations : [];
  const roles = organisations.find(({ id }) => id === (organisationId ?? only?.id))?.roles ?? [];
  const required = { required: true, message: t('required') };
  return (
    <Modal open={open} title={t('account.add')} footer={null} width={520} onCancel={onClose} afterClose={() => { form.resetFields(); keep.reset(); }}>
      <Form<Fields>
        form={form} layout="vertical" size="large" requiredMark={false} initialValues={{ ...(only && { organisationId: String(only.id) }) }}
        onFinish={(fields) => { keep.mutate({ path: '/api/accounts', body: { id: newId(), ...fields } }, { onSuccess: onClose }); }}
      >
        {!only && (
          <Form.Item name="organisationId" label={t('organisation')} rules={[required]}>
            <Select data-testid="account-organisation" options={organisations.map(({ id, name }) => ({ value: String(id), label: name }))} onChange={() => { form.setFieldValue('role', undefined); }} />
          </Form.Item>
        )}
        {only && <Form.Item name="organisationId" hidden><Input /></Form.Item>}
        <Form.Item name="role" label={t('role')} rules={[required]}>
          <Select data-testid="account-role" options={roles.map((role) => ({ value: role, label: people(`role.${role}`) }))} />
        </Form.Item>
        <Form.Item name="name" label={t('name')} rules={[required]}><Input maxLength={50} data-testid="account-name" autoComplete="off" /></Form.Item>
        <Form.Item name="username" label={people('signIn.username')} extra={t('username.hint')} rules={[required, { pattern: /^[a-z0-9][a-z0-9._-]{2,31}$/u, message: t('username.hint') }]}>
          <Input maxLength={32} data-testid="account-username" autoComplete="off" autoCapitalize="none" />
        </Form.Item>
        <Form.Item name="password" label={t('password.first')} extra={t('password.hint')} rules={[required, { min: 10, message: t('password.hint') }]}>
          <Input.Password maxLength={256} data-testid="account-password" autoComplete="new-password" />
        </Form.Item>
        {keep.error && <ErrorNotice error={keep.error} />}
        <Button type="primary" htmlType="submit" block loading={keep.isPending} data-testid="save-account">{t('account.add')}</Button>
      </Form>
    </Modal>
  );
}
