import { CloseCircleFilled, LoadingOutlined, SafetyCertificateFilled } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { ConsistencyProof, VisitProof } from '../../server/trail/contract.ts';
import { request } from '../kit/api.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { browserMemory, checkProof } from './checkProof.ts';
import type { ShownEntry } from './shownTrail.ts';
import { useReplayTexts } from './texts.ts';
import styles from './TrailList.module.css';

/** Whether the entries are in the signed log, as this browser itself computes it from the proofs. */
export function ProofState({ visitId, trail }: { readonly visitId: string; readonly trail: readonly ShownEntry[] }) {
  const t = useReplayTexts();
  const check = useQuery({
    queryKey: ['trail-proof', visitId],
    staleTime: Infinity,
    queryFn: async ({ signal }) => checkProof(
      trail,
      await request<VisitProof>('GET', `/api/visits/${encodeURIComponent(visitId)}/trail-proof`, undefined, signal),
      browserMemory,
      (from, to) => request<ConsistencyProof>('GET', `/api/trail/consistency?from=${from}&to=${to}`, undefined, signal),
    ),
  });
  if (check.isError) return <ErrorNotice error={check.error} onRetry={() => void check.refetch()} />;
  const found = check.data;
  return (
    <p className={styles.check} role="status" data-testid="proof-state" data-state={!found ? 'checking' : found.ok ? 'proven' : 'broken'}>
      {!found && <><LoadingOutlined aria-hidden /> {t('proof.checking')}</>}
      {found?.ok && (
        <>
          <SafetyCertificateFilled className={styles.good} aria-hidden />
          <span>{t('proof.ok', { entries: found.entries, size: found.size, key: found.keyId })}{found.since !== undefined && ` ${t('proof.since', { size: found.since })}`}</span>
        </>
      )}
      {found?.ok === false && <><CloseCircleFilled className={styles.bad} aria-hidden /> {t(`proof.${found.reason}`, { seq: found.seq ?? '' })}</>}
    </p>
  );
}
