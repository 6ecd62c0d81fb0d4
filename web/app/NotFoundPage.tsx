import { CompassOutlined } from '@ant-design/icons';
import { Link } from 'react-router';
import { EmptyState } from '../kit/EmptyState.tsx';
import { useAppTexts } from './texts.ts';

export function NotFoundPage() {
  const t = useAppTexts();
  return (
    <main>
      <EmptyState icon={<CompassOutlined />} title={t('notFound.title')} text={t('notFound.text')}>
        <Link to="/">{t('home')}</Link>
      </EmptyState>
    </main>
  );
}
