import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from '../kit/api.ts';
import { SESSION_KEY } from '../people/useSession.ts';

/** The page's cache of what the server said. A session that ended anywhere ends everywhere. */
export function createQueries(): QueryClient {
  const onError = (error: unknown): void => {
    if (error instanceof ApiError && error.code.startsWith('session.')) queries.setQueryData(SESSION_KEY, null);
  };
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      mutations: { networkMode: 'always' },
      queries: {
        // Without a network a query is asked all the same: it may be answered from what this device has kept.
        networkMode: 'always',
        staleTime: 5000,
        // Looking at a visit is written to the trail: a window that merely came to the front is not a look.
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      },
    },
  });
  return queries;
}
