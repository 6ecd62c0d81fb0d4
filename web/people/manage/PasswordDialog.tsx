import { Button, Form, Input, Modal } from 'antd';
import type { ManagedAccount } from '../../../server/people/contract.ts';
import { ErrorNotice } from '../../kit/ErrorNotice.tsx';
import { useKeep } from './queries.ts';
import { useManageTexts } from './texts.ts';

interface Props {
  /** Whose; nobody's while it is closed. */
  readonly account: ManagedAccount | undefined;
  readonly onClose: () => void;
}

/** A new password for somebody who lost theirs; it ends the sessions they have. */
export function PasswordDialog({ account, onClose }: Props) {
  const t = useManageTexts();
  const [form] = Form.useForm<{ readonly password: string }>();
  const keep = useKeep();
  return (
    <Modal open={account !== undefined} title={t('password.title', { name: account?.name ?? '' })} footer={null} width={460} onCancel={onClose} afterClose={() => { form.resetFields(); keep.reset(); }}>
      <Form
        form={form} layout="vertical" size="large" requiredMark={false}
        onFinish={({ password }) => { keep.mutate({ path: `/api/accounts/${encodeURIComponent(account?.id ?? '')}`, body: { password } }, { onSuccess: onClose }); }}
      >
        <Form.Item name="password" label={t('password.new')} extra={t('password.ends')} rules={[{ required: true, min: 10, message: t('password.hint') }]}>
          <Input.Password maxLength={256} autoComplete="new-password" />
        </Form.Item>
        {keep.error && <ErrorNotice error={keep.error} />}
        <Button type="primary" htmlType="submit" block loading={keep.isPending}>{t('save')}</Button>
      </Form>
    </Modal>
  );
}
