import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { createSHA256 } from 'hash-wasm';
import { useState } from 'react';
import { useParams } from 'react-router';
import type { DocumentProof } from '../../server/documents/contract.ts';
import { request } from '../kit/api.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { Mark } from '../kit/Mark.tsx';
import { Placeholder } from '../kit/Placeholder.tsx';
import styles from './Documents.module.css';
import { useDocumentTexts } from './texts.ts';

async function digestOf(file: File): Promise<string> {
  const hasher = await createSHA256();
  return hasher.update(new Uint8Array(await file.arrayBuffer())).digest('hex');
}

/** For anybody who holds a paper: what it is, when it was issued, and whether the trail holds its digest. Nothing else. */
export function CheckPage() {
  const { code = '' } = useParams();
  const t = useDocumentTexts();
  const [same, setSame] = useState<boolean>();
  const proof = useQuery({
    queryKey: ['document-proof', code],
    queryFn: ({ signal }) => request<DocumentProof>('GET', `/api/document-proofs/${encodeURIComponent(code)}`, undefined, signal),
  });
  return (
    <main className={styles.check}>
      <Mark sizePx={44} />
      <h1>{t('check.title')}</h1>
      <p>{t('check.lead')}</p>
      {proof.isPending && <Placeholder cards={1} heightPx={240} />}
      {proof.error && <ErrorNotice error={proof.error} />}
      {proof.data && (
        <div className={styles.card} data-testid="proof" data-in-trail={proof.data.inTrail}>
          <p className={proof.data.inTrail ? styles.ok : styles.bad}>
            {proof.data.inTrail ? <CheckCircleFilled aria-hidden /> : <CloseCircleFilled aria-hidden />} {t(proof.data.inTrail ? 'check.inTrail' : 'check.notInTrail')}
          </p>
          <dl className={styles.facts}>
            <div><dt>{t('check.kind')}</dt><dd>{t(`kind.${proof.data.kind}`)}</dd></div>
            <div><dt>{t('check.number')}</dt><dd>{proof.data.number}</dd></div>
            <div><dt>{t('check.day')}</dt><dd>{proof.data.issuedOn}</dd></div>
            <div><dt>{t('check.hash')}</dt><dd className={styles.hash}>{proof.data.sha256}</dd></div>
          </dl>
          <label>
            {t('check.file')} <small>{t('check.file.text')}</small><br />
            <input
              type="file" accept="application/pdf" data-testid="check-file"
              onChange={({ target }) => {
                const file = target.files?.[0];
                setSame(undefined);
                if (file) void digestOf(file).then((digest) => { setSame(digest === proof.data.sha256); });
              }}
            />
          </label>
          {same !== undefined && <p role="status" className={same ? styles.ok : styles.bad}>{t(same ? 'check.same' : 'check.differs')}</p>}
        </div>
      )}
    </main>
  );
}
