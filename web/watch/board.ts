import type { BoardView } from '../../server/supervision/contract.ts';
import { request } from '../kit/api.ts';

export const BOARD_KEY = ['board'] as const;

/** Flags, calls and who has charge, beside the list of visits; events make it fetch again, the poll covers a lost one. */
export const boardQuery = {
  queryKey: BOARD_KEY,
  queryFn: ({ signal }: { signal: AbortSignal }) => request<BoardView>('GET', '/api/supervision/board', undefined, signal),
  refetchInterval: 10_000,
};
