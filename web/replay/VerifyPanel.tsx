import { CheckCircleFilled, CloseCircleFilled, LoadingOutlined, LockOutlined } from '@ant-design/icons';
import { Button, Progress } from 'antd';
import type { ReactNode } from 'react';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { formatBytes, formatMoment } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { useReplayTexts } from './texts.ts';
import type { Verification } from './useVerification.ts';
import styles from './VerifyPanel.module.css';

/** Whether the recording is what was sealed, as this browser itself found from the bytes. */
export function VerifyPanel({ verification, onAgain: again }: { readonly verification: Verification; readonly onAgain: () => void }) {
  const t = useReplayTexts();
  const language = useLanguage();
  const { state } = verification;
  return (
    <section className={`${styles.panel} ${styles[state]}`} aria-label={t('verify.title')} data-testid="verify-state" data-state={state}>
      {state === 'checking' && (
        <>
          <Headline icon={<LoadingOutlined />} title={t('verify.checking')}>
            {verification.totalBytes > 0
              ? t('verify.progress', { done: formatBytes(verification.doneBytes), total: formatBytes(verification.totalBytes) })
              : '\u00a0'}
          </Headline>
          <Progress
            percent={verification.totalBytes > 0 ? (verification.doneBytes / verification.totalBytes) * 100 : 0}
            showInfo={false}
            size="small"
            aria-label={t('verify.checking')}
          />
        </>
      )}
      {state === 'unsealed' && (
        <Headline icon={<LockOutlined />} title={t('verify.unsealed')}>{t('verify.unsealed.text')}</Headline>
      )}
      {state === 'verified' && (
        <>
          <Headline icon={<CheckCircleFilled />} title={t('verify.verified')}>{t('verify.verified.text')}</Headline>
          <Facts
            title={t('verify.facts')}
            after={<Button size="small" type="text" className={styles.again ?? ''} onClick={again}>{t('verify.again')}</Button>}
            rows={[
              [t('verify.files'), t('verify.files.count', { count: verification.result.files, size: formatBytes(verification.result.bytes) })],
              [t('verify.sealedAt'), formatMoment(verification.result.sealedAtMs, language)],
              [t('verify.key'), <code key="key" title={verification.result.keyId}>{verification.result.keyId}</code>],
              [t('verify.took'), t('verify.took.value', { seconds: (verification.tookMs / 1000).toFixed(1) })],
            ]}
          />
        </>
      )}
      {state === 'broken' && (
        <div role="alert">
          <Headline icon={<CloseCircleFilled />} title={t('verify.broken')}>{t(`fault.${verification.result.fault}`)}</Headline>
          <Facts rows={[[t('verify.where'), <code key="path" data-testid="verify-path">{verification.result.path}</code>]]} />
        </div>
      )}
      {state === 'failed' && <ErrorNotice title={t('verify.failed')} error={verification.error} onRetry={again} />}
      {state === 'broken' && (
        <Button size="small" type="text" className={styles.again ?? ''} onClick={again}>{t('verify.again')}</Button>
      )}
    </section>
  );
}

function Headline({ icon, title, children }: { readonly icon: ReactNode; readonly title: string; readonly children: ReactNode }) {
  return (
    <div className={styles.headline} role="status">
      <span className={styles.icon} aria-hidden>{icon}</span>
      <div>
        <h2 className={styles.title}>{title}</h2>
        <p className={styles.text}>{children}</p>
      </div>
    </div>
  );
}

function Facts({ rows, title, after }: { readonly rows: readonly (readonly [string, ReactNode])[]; readonly title?: string; readonly after?: ReactNode }) {
  const facts = (
    <dl className={styles.facts}>
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
  return title === undefined ? facts : <details className={styles.more}><summary>{title}</summary>{facts}{after}</details>;
}
