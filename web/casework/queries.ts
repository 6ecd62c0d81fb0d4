import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { request } from '../kit/api.ts';

/** A part of a case, e.g. `report`; fetched with its own key, so that an act on one part can refresh the others. */
export const caseKey = (caseId: string, part: string) => ['case', caseId, part] as const;

export function useCasePart<T>(caseId: string, part: string, query = '') {
  return useQuery({
    queryKey: [...caseKey(caseId, part), query],
    queryFn: ({ signal }) => request<T>('GET', `/api/cases/${encodeURIComponent(caseId)}/${part}${query}`, undefined, signal),
  });
}

/** Posts an act below the case and fetches every part of it anew: one act often opens another. */
export function useCaseAct(caseId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ path, body }: { readonly path: string; readonly body?: unknown }) =>
      request<unknown>('POST', `/api/cases/${encodeURIComponent(caseId)}/${path}`, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['case', caseId] }),
  });
}
