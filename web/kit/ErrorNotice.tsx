import { ReloadOutlined, WarningOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { describeError } from './describeError.ts';
import styles from './ErrorNotice.module.css';
import { useKitTexts } from './texts.ts';

/** The sentence for an error in the person's language. */
export function useErrorMessage(): (error: unknown) => string {
  const t = useKitTexts();
  return (error) => {
    const { code, message } = describeError(error);
    if (message !== undefined) return message;
    return t(code === 'network' ? 'error.network' : code === 'badAnswer' ? 'error.badAnswer' : 'error.page');
  };
}

interface Props {
  readonly error: unknown;
  readonly title?: string;
  readonly onRetry?: () => void;
  /** Fills the page's middle instead of sitting in the flow. */
  readonly page?: boolean;
  readonly children?: ReactNode;
}

/** What went wrong, what to do, and the codes that help whoever is asked for help. */
export function ErrorNotice({ error, title, onRetry, page = false, children }: Props) {
  const t = useKitTexts();
  const messageOf = useErrorMessage();
  const { code, requestId } = describeError(error);
  return (
    <div role="alert" className={page ? styles.page : styles.inline}>
      <WarningOutlined className={styles.icon} aria-hidden />
      <div className={styles.body}>
        {(title !== undefined || page) && <h2 className={styles.title}>{title ?? t('error.title')}</h2>}
        <p>{messageOf(error)}</p>
        <p className={styles.codes}>
          <span data-testid="error-code" data-code={code}>{t('error.code', { code })}</span>
          {requestId !== undefined && (
            <span data-request-id={requestId} title={requestId}>{t('error.requestId', { requestId: requestId.slice(0, 8) })}</span>
          )}
        </p>
        {children}
        {onRetry && (
          <Button className={styles.retry ?? ''} icon={<ReloadOutlined />} onClick={onRetry}>
            {t('retry')}
          </Button>
        )}
      </div>
    </div>
  );
}
