import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { VisitSummary } from '../../server/visits/contract.ts';
import { phaseOf } from '../../server/visits/phases/contract.ts';
import { forgetCopies } from '../device/copies.ts';
import { formQuery, visitQuery, visitsQuery } from './queries.ts';

/** Visits that begin within this time are taken along; a long way may be ahead of a phone that has a network now. */
const AHEAD_MS = 36 * 3_600_000;
const FRESH_MS = 10 * 60_000;
const MOST = 12;

/**
 * Takes the day's visits onto this device, with household and form, for places without a network; forgets those that are
 * done. Taking one along is a look at it, and the server notes it as one.
 */
export function useDayKept(ownerId: string | undefined): void {
  const queries = useQueryClient();
  const { data } = useQuery({ ...visitsQuery(queries), enabled: ownerId !== undefined });
  useEffect(() => {
    if (!data || ownerId === undefined || !navigator.onLine) return;
    const ahead = data.visits.filter(isAhead).slice(0, MOST);
    void (async () => {
      for (const { id } of ahead) {
        await queries.prefetchQuery({ ...visitQuery(queries, id), staleTime: FRESH_MS });
        await queries.prefetchQuery({ ...formQuery(queries, id), staleTime: FRESH_MS });
      }
      await forgetCopies(ownerId, new Set(data.visits.filter(({ sealedAtMs }) => sealedAtMs === undefined).map(({ id }) => id)));
    })();
  }, [queries, data, ownerId]);
}

function isAhead({ state, appointedAtMs }: VisitSummary): boolean {
  return phaseOf(state) === 'live' || (state === 'appointed' && appointedAtMs < Date.now() + AHEAD_MS);
}
