import type { QueryClient } from '@tanstack/react-query';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormView } from '../../server/forms/contract.ts';
import type { SessionView } from '../../server/people/contract.ts';
import type { VisitAct } from '../../server/rules/contract.ts';
import type { ActRequest, VisitDetail, VisitId, VisitList, WatcherView } from '../../server/visits/contract.ts';
import { askOrRecall } from '../device/copies.ts';
import { ApiError, request } from '../kit/api.ts';
import { newId } from '../kit/newId.ts';
import { SESSION_KEY } from '../people/useSession.ts';

export const VISITS_KEY = ['visits'] as const;
export const visitKey = (id: string) => ['visit', id] as const;
export const formKey = (id: string) => ['form', id] as const;

/** Socket events keep lists fresh; the slow poll only covers an event that got lost. */
const POLL_MS = 30_000;

export function useVisits() {
  return useQuery({ ...visitsQuery(useQueryClient()), refetchInterval: POLL_MS });
}

export function useVisit(id: string) {
  return useQuery({ ...visitQuery(useQueryClient(), id), refetchInterval: POLL_MS });
}

export function visitsQuery(queries: QueryClient) {
  return queryOptions({ queryKey: VISITS_KEY, queryFn: ({ signal }) => ask<VisitList>(queries, '/api/visits', signal) });
}

export function visitQuery(queries: QueryClient, id: string) {
  return queryOptions({ queryKey: visitKey(id), queryFn: ({ signal }) => ask<VisitDetail>(queries, `/api/visits/${encodeURIComponent(id)}`, signal, id) });
}

export function formQuery(queries: QueryClient, id: string) {
  return queryOptions({ queryKey: formKey(id), queryFn: ({ signal }) => ask<FormView>(queries, `/api/visits/${encodeURIComponent(id)}/form`, signal, id) });
}

/** For the field, what the server said is kept on the device, so that it is there without a network. Nobody else's device keeps anything. */
function ask<T>(queries: QueryClient, path: string, signal: AbortSignal, visitId?: string): Promise<T> {
  const session = queries.getQueryData<SessionView | null>(SESSION_KEY);
  if (!session?.may.investigate) return request<T>('GET', path, undefined, signal);
  return askOrRecall<T>({ ownerId: session.account.id, name: path, ...(visitId !== undefined && { visitId }) }, (attempt) => request<T>('GET', path, undefined, attempt), signal);
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
