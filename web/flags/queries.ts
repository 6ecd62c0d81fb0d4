import { useQuery } from '@tanstack/react-query';
import type { FlagList } from '../../server/flags/contract.ts';
import { request } from '../kit/api.ts';

/** Below the visit's own key, so that news of the visit fetch these again too. */
export const flagsKey = (visitId: string) => ['visit', visitId, 'flags'] as const;

export function useFlags(visitId: string) {
  return useQuery({
    queryKey: flagsKey(visitId),
    queryFn: ({ signal }) => request<FlagList>('GET', `/api/visits/${encodeURIComponent(visitId)}/flags`, undefined, signal),
  });
}
