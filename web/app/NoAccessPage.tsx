import { LockOutlined } from '@ant-design/icons';
import { Link } from 'react-router';
import { EmptyState } from '../kit/EmptyState.tsx';
import { useAppTexts } from './texts.ts';

export function NoAccessPage() {
  const t = useAppTexts();
  return (
    <main>
      <EmptyState icon={<LockOutlined />} title={t('noAccess.title')} text={t('noAccess.text')}>
        <span data-testid="error-code" data-code="access.denied" className="visuallyHidden">access.denied</span>
        <Link to="/">{t('home')}</Link>
      </EmptyState>
    </main>
  );
}
