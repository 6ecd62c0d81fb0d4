import type { QueryClient } from '@tanstack/react-query';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormView } from '../../server/forms/contract.ts';
import type { SessionView } from '../../server/people/contract.ts';
import type { VisitAct } from '../../server/rules/contract.ts';
import type { ActRequest, VisitDetail, VisitId, VisitList, WatcherView } from '../../server/visits/contract.ts';
import { LATER_ACTS } from '../../server/visits/phases/contract.ts';
import { actOutboxOf } from '../device/actOutboxes.ts';
import { askOrRecall } from '../device/copies.ts';
import { ApiError, request } from '../kit/api.ts';
import { newId } from '../kit/newId.ts';
import { noteReached } from '../kit/reach.ts';
import { clockReading, deviceNow } from '../kit/serverClock.ts';
import { SESSION_KEY } from '../people/useSession.ts';
import { withKeptActs } from './withKeptActs.ts';

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

/** An act that is not answered by then is kept and told later, under the same id. */
const ANSWER_MS = 8_000;

/**
 * Posts an act on a visit and shows its answer at once. Without a network, what the field can do by itself is kept on this
 * device and told later, in order, under the same id, so that the act is done once.
 * @returns the visit as it then stands on this phone
 */
export async function actOnVisit(queries: QueryClient, id: string, act: VisitAct, extras: ActExtras = {}): Promise<VisitDetail> {
  const session = queries.getQueryData<SessionView | null>(SESSION_KEY);
  const outbox = session?.may.investigate ? actOutboxOf(session.account.id) : undefined;
  const body: ActRequest = { actId: newId(), act, deviceAtMs: Math.round(deviceNow()), ...extras };
  const before = (await outbox?.of(id)) ?? [];
  let failure = new ApiError('network', '', 0);
  // Whatever was done before this has to be told before this.
  if (before.length === 0) {
    try {
      const detail = await request<VisitDetail>('POST', `/api/visits/${encodeURIComponent(id)}/acts`, body, AbortSignal.timeout(ANSWER_MS));
      queries.setQueryData(visitKey(id), detail);
      void queries.invalidateQueries({ queryKey: VISITS_KEY });
      return detail;
    } catch (error) {
      if (error instanceof ApiError && error.status !== 0) throw error;
      noteReached(false);
      if (error instanceof ApiError) failure = error;
    }
  }
  const known = queries.getQueryData<VisitDetail>(visitKey(id));
  if (!outbox || !known || !LATER_ACTS.has(act.act)) throw failure;
  const clock = clockReading();
  await outbox.add({
    visitId: id,
    request: { ...body, sentLater: { clockOffsetMs: Math.round(clock?.offsetMs ?? 0), ...(clock && { clockUncertaintyMs: clock.uncertaintyMs }) } },
  });
  return withKeptActs(known, await outbox.of(id), session?.account.id);
}

/** Puts a pushed list of watchers into everything already fetched. */
export function rememberWatchers(queries: QueryClient, id: VisitId, watchers: readonly WatcherView[]): void {
  queries.setQueryData<VisitDetail>(visitKey(id), (detail) => detail && { ...detail, watchers });
  queries.setQueryData<VisitList>(VISITS_KEY, (list) =>
    list && { visits: list.visits.map((visit) => (visit.id === id ? { ...visit, watchers } : visit)) });
}
