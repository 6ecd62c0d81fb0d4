import type { QueryClient } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import type { VisitDetail, VisitId, VisitList, WatcherView } from '../../server/visits/contract.ts';
import { request } from '../kit/api.ts';

export const VISITS_KEY = ['visits'] as const;
export const visitKey = (id: string) => ['visit', id] as const;

/** Socket events keep lists fresh; the slow poll only covers an event that got lost. */
const POLL_MS = 30_000;

export function useVisits() {
  return useQuery({
    queryKey: VISITS_KEY,
    queryFn: ({ signal }) => request<VisitList>('GET', '/api/visits', undefined, signal),
    refetchInterval: POLL_MS,
  });
}

export function useVisit(id: string) {
  return useQuery({
    queryKey: visitKey(id),
    queryFn: ({ signal }) => request<VisitDetail>('GET', `/api/visits/${encodeURIComponent(id)}`, undefined, signal),
    refetchInterval: POLL_MS,
  });
}

/** Posts an act on a visit and shows its answer at once. */
export async function actOnVisit(
  queries: QueryClient,
  id: string,
  act: 'start' | 'close',
): Promise<VisitDetail> {
  const detail = await request<VisitDetail>('POST', `/api/visits/${encodeURIComponent(id)}/${act}`);
  queries.setQueryData(visitKey(id), detail);
  void queries.invalidateQueries({ queryKey: VISITS_KEY });
  return detail;
}

/** Puts a pushed list of watchers into everything already fetched. */
export function rememberWatchers(queries: QueryClient, id: VisitId, watchers: readonly WatcherView[]): void {
  queries.setQueryData<VisitDetail>(visitKey(id), (detail) => detail && { ...detail, watchers });
  queries.setQueryData<VisitList>(VISITS_KEY, (list) =>
    list && { visits: list.visits.map((visit) => (visit.id === id ? { ...visit, watchers } : visit)) });
}
