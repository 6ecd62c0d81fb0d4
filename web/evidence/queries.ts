import { useQuery } from '@tanstack/react-query';
import type { EvidenceList } from '../../server/evidence/contract.ts';
import { request } from '../kit/api.ts';

/** Below the visit's own key, so that news of the visit fetch it again too. */
export const evidenceKey = (visitId: string) => ['visit', visitId, 'evidence'] as const;

export function useEvidence(visitId: string) {
  return useQuery({
    queryKey: evidenceKey(visitId),
    queryFn: ({ signal }) => request<EvidenceList>('GET', `/api/visits/${encodeURIComponent(visitId)}/evidence`, undefined, signal),
  });
}
