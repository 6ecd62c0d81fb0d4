import { FilePdfOutlined, FileProtectOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Link } from 'react-router';
import type { DocumentList } from '../../server/documents/contract.ts';
import { EmptyState } from '../kit/EmptyState.tsx';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { Placeholder } from '../kit/Placeholder.tsx';
import styles from './Casework.module.css';
import { useCaseAct, useCasePart } from './queries.ts';
import { useCaseworkTexts } from './texts.ts';

/** The case's standard documents, numbered, each with its code and PDF. */
export function DocumentsPanel({ caseId }: { readonly caseId: string }) {
  const t = useCaseworkTexts();
  const list = useCasePart<DocumentList>(caseId, 'documents');
  const act = useCaseAct(caseId);
  if (list.isPending) return <Placeholder cards={3} />;
  if (!list.data) return <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />;
  const { documents, mayIssue } = list.data;
  return (
    <div className={styles.stack}>
      {mayIssue.length > 0 && (
        <div className={styles.row}>
          {mayIssue.map((kind) => (
            <Button key={kind} icon={<FileProtectOutlined />} loading={act.isPending && (act.variables.body as { kind?: string }).kind === kind} data-testid={`issue-${kind}`} onClick={() => { act.mutate({ path: 'documents', body: { kind } }); }}>
              {t('doc.issue')}{t(`doc.kind.${kind}`)}
            </Button>
          ))}
        </div>
      )}
      {act.error && <ErrorNotice error={act.error} />}
      {documents.length === 0 && <EmptyState icon={<FileProtectOutlined />} title={t('doc.empty')} />}
      {documents.map(({ id, title, number, issuedBy, issuedOn, code }) => (
        <article key={id} className={`${styles.card} ${styles.spread}`} data-testid="document">
          <div>
            <h2><Link to={`/documents/${id}`}>{title}</Link></h2>
            <p>{number}</p>
            <p className={styles.soft}>{t('doc.by', { by: issuedBy, day: issuedOn })} · {t('doc.code', { code })}</p>
          </div>
          <Button icon={<FilePdfOutlined />} href={`/api/documents/${id}/pdf`} target="_blank" rel="noreferrer">{t('doc.pdf')}</Button>
        </article>
      ))}
    </div>
  );
}
