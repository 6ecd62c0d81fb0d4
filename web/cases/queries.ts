import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { CaseDetail, CaseList, EditableCase } from '../../server/cases/contract.ts';
import type { OrganisationList } from '../../server/people/contract.ts';
import { request } from '../kit/api.ts';

export const CASES_KEY = ['cases'] as const;
export const caseKey = (id: string) => ['case', id] as const;

export interface CaseListFilter {
  readonly q: string;
  readonly state: string;
  readonly caseType: string;
  readonly townId: string;
  readonly overdue: boolean;
}

/** The list a page at a time; the server says where the next begins. */
export function useCases(filter: CaseListFilter) {
  return useInfiniteQuery({
    queryKey: [...CASES_KEY, filter],
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams();
      for (const key of ['q', 'state', 'caseType', 'townId'] as const) if (filter[key] !== '') query.set(key, filter[key]);
      if (filter.overdue) query.set('overdue', 'true');
      if (pageParam !== undefined) query.set('before', pageParam);
      return request<CaseList>('GET', `/api/cases?${query.toString()}`, undefined, signal);
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
}

/** @param id asked for once it is there */
export function useCase(id: string | undefined) {
  return useQuery({
    queryKey: caseKey(id ?? ''),
    queryFn: ({ signal }) => request<CaseDetail>('GET', `/api/cases/${encodeURIComponent(id ?? '')}`, undefined, signal),
    enabled: id !== undefined,
  });
}

export function useCaseDraft(id: string | undefined) {
  return useQuery({
    queryKey: ['caseDraft', id],
    queryFn: ({ signal }) => request<EditableCase>('GET', `/api/cases/${encodeURIComponent(id ?? '')}/draft`, undefined, signal),
    enabled: id !== undefined,
    // What is being edited must not change under the hand.
    staleTime: Infinity,
    gcTime: 0,
  });
}

/** Towns, villages and who is contracted; they change a few times a year. */
export function useOrganisations() {
  return useQuery({
    queryKey: ['organisations'],
    queryFn: ({ signal }) => request<OrganisationList>('GET', '/api/organisations', undefined, signal),
    staleTime: 5 * 60_000,
  });
}
