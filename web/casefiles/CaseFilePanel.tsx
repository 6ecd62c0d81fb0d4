import { DownloadOutlined, FolderOpenOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Progress } from 'antd';
import { useState } from 'react';
import type { CaseFileList, CaseFileView } from '../../server/casefiles/contract.ts';
import { request } from '../kit/api.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { formatBytes, formatMoment } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { Sheet } from '../kit/Sheet.tsx';
import styles from './CaseFilePanel.module.css';
import { useCaseFileTexts } from './texts.ts';

const POLL_MS = 700;
const MIN_PURPOSE = 2;

/** The exported case files of a visit: ask for one with a reason, see it grow, download it. */
export function CaseFilePanel({ visitId }: { readonly visitId: string }) {
  const t = useCaseFileTexts();
  const queries = useQueryClient();
  const key = ['case-files', visitId];
  const path = `/api/visits/${encodeURIComponent(visitId)}/case-files`;
  const [asking, setAsking] = useState(false);
  const [purpose, setPurpose] = useState('');
  const list = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => request<CaseFileList>('GET', path, undefined, signal),
    refetchInterval: ({ state }) => (state.data?.caseFiles.some((file) => file.state === 'running') ? POLL_MS : false),
  });
  const start = useMutation({
    mutationFn: () => request<CaseFileView>('POST', path, { purpose: purpose.trim() }),
    onSuccess: () => {
      setAsking(false);
      setPurpose('');
      return queries.invalidateQueries({ queryKey: key });
    },
  });
  const files = list.data?.caseFiles ?? [];
  const isRunning = files.some(({ state }) => state === 'running');
  const tooShort = purpose.trim().length < MIN_PURPOSE;

  return (
    <section className={styles.panel} aria-label={t('title')} data-testid="case-files">
      <h2 className={styles.title}><FolderOpenOutlined aria-hidden /> {t('title')}</h2>
      <p className={styles.about}>{t('about')}</p>
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      <ul className={styles.files}>
        {files.map((file) => <li key={file.id}><Row file={file} onChanged={() => void queries.invalidateQueries({ queryKey: key })} /></li>)}
      </ul>
      {files.some(({ state }) => state === 'ready') && <p className={styles.about}>{t('howTo')}</p>}
      <Button block type={files.length === 0 ? 'primary' : 'default'} size="large" disabled={isRunning || list.isPending} data-testid="export-case" onClick={() => { setAsking(true); }}>
        {t(files.length === 0 ? 'export' : 'exportAgain')}
      </Button>
      <Sheet open={asking} title={t('export')} onClose={() => { setAsking(false); }}>
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (!tooShort) start.mutate();
          }}
        >
          <label htmlFor="case-file-purpose">{t('purpose')}</label>
          <Input.TextArea id="case-file-purpose" data-testid="export-purpose" autoFocus maxLength={200} rows={3} value={purpose} placeholder={t('purpose.hint')} onChange={(event) => { setPurpose(event.target.value); }} />
          {tooShort && purpose !== '' && <p className={styles.about}>{t('purpose.short')}</p>}
          {start.isError && <ErrorNotice error={start.error} />}
          <Button block htmlType="submit" type="primary" size="large" loading={start.isPending} disabled={tooShort} data-testid="export-start">{t('start')}</Button>
        </form>
      </Sheet>
    </section>
  );
}

function Row({ file, onChanged }: { readonly file: CaseFileView; readonly onChanged: () => void }) {
  const t = useCaseFileTexts();
  const language = useLanguage();
  const { id, version, state, requestedBy, requestedAtMs, progress, bytes = 0, fileUrl, expiresAtMs } = file;
  const cancel = useMutation({ mutationFn: () => request<CaseFileView>('POST', `/api/case-files/${id}/cancel`), onSettled: onChanged });
  const share = progress && progress.totalBytes > 0 ? Math.min(100, (progress.doneBytes / progress.totalBytes) * 100) : 0;
  return (
    <div className={styles.file} data-testid="case-file" data-state={state}>
      <div className={styles.head}>
        <strong>{t('version', { version })}</strong>
        <small>{t('by', { who: requestedBy, when: formatMoment(requestedAtMs, language) })}</small>
      </div>
      {state === 'running' && progress && (
        <>
          <Progress percent={share} showInfo={false} size="small" aria-label={t('title')} />
          <div className={styles.line}>
            <span role="status">{progress.totalBytes > 0 ? t('running', { done: formatBytes(progress.doneBytes), total: formatBytes(progress.totalBytes) }) : t('counting')}</span>
            <Button size="small" type="text" loading={cancel.isPending} onClick={() => { cancel.mutate(); }}>{t('cancel')}</Button>
          </div>
        </>
      )}
      {state === 'ready' && fileUrl !== undefined && (
        <div className={styles.line}>
          <Button type="primary" icon={<DownloadOutlined />} href={fileUrl} download data-testid="download-case">{t('download', { size: formatBytes(bytes) })}</Button>
          {expiresAtMs !== undefined && <small>{t('until', { when: formatMoment(expiresAtMs, language) })}</small>}
        </div>
      )}
      {(state === 'failed' || state === 'cancelled' || state === 'expired') && <p className={styles.about}>{t(state)}</p>}
    </div>
  );
}
