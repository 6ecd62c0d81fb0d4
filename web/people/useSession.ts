import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { SessionView, SignIn } from '../../server/people/contract.ts';
import { ApiError, request } from '../kit/api.ts';

export const SESSION_KEY = ['session'] as const;

const SESSION_COPY = { ownerId: 'device', name: 'session' } as const;

/** Who is signed in; `null` is nobody. */
export function useSession() {
  return useQuery({
    queryKey: SESSION_KEY,
    queryFn: async ({ signal }): Promise<SessionView | null> => {
      try {
        // Without a network the phone starts with who was signed in last. What it then shows was kept for that person.
        const { askOrRecall } = await import('../device/copies.ts');
        return await askOrRecall(SESSION_COPY, (attempt) => request<SessionView>('GET', '/api/session', undefined, attempt), signal);
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: 5 * 60_000,
  });
}

export function useSignIn(): (signIn: SignIn) => Promise<void> {
  const queries = useQueryClient();
  return useCallback(
    async (signIn) => {
      await request<SessionView>('POST', '/api/session', signIn);
      const session = await request<SessionView>('GET', '/api/session');
      // Nothing of the person before may be shown to this one.
      queries.clear();
      queries.setQueryData(SESSION_KEY, session);
      const { keepCopy } = await import('../device/copies.ts');
      await keepCopy(SESSION_COPY, session);
    },
    [queries],
  );
}

export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient();
  return useCallback(async () => {
    await request('DELETE', '/api/session').catch((error: unknown) => {
      // Whoever is signed out already has what they asked for.
      if (!(error instanceof ApiError && error.status === 401)) throw error;
    });
    const left = queries.getQueryData<SessionView | null>(SESSION_KEY);
    const { forgetCopies } = await import('../device/copies.ts');
    await forgetCopies(SESSION_COPY.ownerId);
    if (left) await forgetCopies(left.account.id);
    queries.setQueryData(SESSION_KEY, null);
    queries.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
  }, [queries]);
}

/** The first page this person works on. */
export function homeOf({ may }: SessionView): string {
  if (may.investigate) return '/visits';
  if (may.supervise) return '/live';
  if (may.review) return '/review';
  if (may.assign) return '/assign';
  if (may.desk) return '/desk';
  if (may.cases) return '/cases';
  if (may.people) return '/people';
  if (may.policies) return '/policies';
  return '/no-access';
}
