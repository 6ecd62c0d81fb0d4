import { DownloadOutlined, FileExcelOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { Link } from 'react-router';
import type { ImportPreview, ImportResult } from '../../server/cases/imports/contract.ts';
import { acceptLanguage, errorOfBody, request } from '../kit/api.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { Placeholder } from '../kit/Placeholder.tsx';
import styles from './ImportPage.module.css';
import { useCaseFileTexts } from './caseTexts.ts';
import { ImportProblems } from './ImportProblems.tsx';
import { CASES_KEY } from './queries.ts';

/** A spreadsheet of cases: chosen, looked at with everything that is wrong with it, and imported as a whole. */
export function ImportPage() {
  const t = useCaseFileTexts();
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [preview, setPreview] = useState<ImportPreview>();
  const [result, setResult] = useState<ImportResult>();
  const [error, setError] = useState<unknown>();

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
  const choose = (file: File): Promise<void> => attempt(async () => {
    setPreview(undefined);
    setResult(undefined);
    const response = await fetch(`/api/imports?name=${encodeURIComponent(file.name)}`, {
      method: 'POST', body: file, headers: { 'Content-Type': 'application/octet-stream', 'Accept-Language': acceptLanguage() },
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw errorOfBody(body, response.status);
    setPreview(body as ImportPreview);
  });
  const commit = ({ id }: ImportPreview): Promise<void> => attempt(async () => {
    setResult(await request<ImportResult>('POST', `/api/imports/${id}/commit`));
    await queries.invalidateQueries({ queryKey: CASES_KEY });
  });

  return (
    <main className={styles.page}>
      <Link to="/cases" className={styles.back ?? ''}>{t('back')}</Link>
      <h1 className={styles.title}>{t('import.title')}</h1>
      <p className={styles.lead}>{t('import.lead')}</p>
      <div className={styles.acts}>
        <input
          ref={input} type="file" accept=".xlsx,.csv" className="visuallyHidden" tabIndex={-1} aria-label={t('import.choose')} data-testid="import-file"
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            target.value = '';
            if (file) void choose(file);
          }}
        />
        <Button type={preview ? 'default' : 'primary'} size="large" icon={<FileExcelOutlined />} loading={busy && !preview} onClick={() => input.current?.click()}>
          {preview ? t('import.again') : t('import.choose')}
        </Button>
        <Button size="large" icon={<DownloadOutlined />} href="/api/imports/template.csv">{t('import.template')}</Button>
      </div>
      <p className={styles.soft}>{t('import.kinds')}</p>
      {busy && !preview && <div className={styles.card}><p role="status">{t('import.reading')}</p><Placeholder cards={2} heightPx={80} /></div>}
      {error !== undefined && <ErrorNotice error={error} />}
      {preview && !result && (
        <section className={styles.card} data-testid="import-preview" aria-labelledby="preview">
          <h2 id="preview">{preview.fileName}</h2>
          <p className={styles.soft}>{t('import.encoding', { encoding: preview.encoding })}</p>
          <dl className={styles.counts}>
            {([['rows', preview.rows], ['cases', preview.cases], ['members', preview.members], ['problems', preview.problemCount], ['warnings', preview.warningCount]] as const).map(([key, count]) => (
              <div key={key} data-testid={`import-${key}`} data-count={count}><dt>{t(`import.${key}`)}</dt><dd>{count}</dd></div>
            ))}
          </dl>
          {preview.problems.length > 0 && <ImportProblems preview={preview} />}
          {preview.problemCount > 0 ? <p className={styles.stop} role="status">{t('import.fix')}</p> : (
            <Button type="primary" size="large" loading={busy} data-testid="import-commit" onClick={() => void commit(preview)}>{t('import.commit', { count: preview.cases })}</Button>
          )}
        </section>
      )}
      {result && (
        <section className={styles.card} data-testid="import-done">
          <p role="status" className={styles.done}>{t('import.done', { cases: result.cases, members: result.members })}</p>
          <Link to="/cases">{t('import.toList')}</Link>
        </section>
      )}
    </main>
  );
}
