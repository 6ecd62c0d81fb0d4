import type { QueryClient } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import type { VisitAct } from '../../server/rules/contract.ts';
import type { ActRequest, VisitDetail, VisitId, VisitList, WatcherView } from '../../server/visits/contract.ts';
import { ApiError, request } from '../kit/api.ts';
import { newId } from '../kit/newId.ts';

export const VISITS_KEY = ['visits'] as const;
export const visitKey = (id: string) => ['visit', id] as const;
export const formKey = (id: string) => ['form', id] as const;

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

/** What an act may carry besides itself. */
export type ActExtras = Pick<ActRequest, 'ink' | 'interpreter'>;

/**
 * Posts an act on a visit and shows its answer at once. A try that got no answer is repeated under the same id, so that
 * the act is done once.
 */
export async function actOnVisit(queries: QueryClient, id: string, act: VisitAct, extras: ActExtras = {}): Promise<VisitDetail> {
  const body: ActRequest = { actId: newId(), act, deviceAtMs: Date.now(), ...extras };
  const path = `/api/visits/${encodeURIComponent(id)}/acts`;
  let detail: VisitDetail;
  try {
    detail = await request<VisitDetail>('POST', path, body);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 0) throw error;
    detail = await request<VisitDetail>('POST', path, body);
  }
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
