import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import type { Answer, ExchangeView, ItemView, SupervisorAct } from '../../server/supervision/contract.ts';
import { request } from '../kit/api.ts';
import { newId } from '../kit/newId.ts';
import { LiveError } from '../rtc/LiveError.ts';
import { useLiveSocket } from '../visits/LiveSocketProvider.tsx';

export const exchangeKey = (visitId: string) => ['exchange', visitId] as const;

/** Reports of the device and whatever event got lost. */
const POLL_MS = 10_000;

/** What passes between officer and field in one visit, always as the server has it. */
export function useExchange(visitId: string) {
  const queries = useQueryClient();
  const socket = useLiveSocket();
  const query = useQuery({
    queryKey: exchangeKey(visitId),
    queryFn: ({ signal }) => request<ExchangeView>('GET', `/api/visits/${encodeURIComponent(visitId)}/exchange`, undefined, signal),
    refetchInterval: POLL_MS,
  });

  const put = useCallback((item: ItemView): void => {
    queries.setQueryData<ExchangeView>(exchangeKey(visitId), (view) => view && {
      ...view,
      items: view.items.some(({ id }) => id === item.id)
        ? view.items.map((known) => (known.id === item.id ? item : known))
        : [...view.items, item],
    });
  }, [queries, visitId]);

  useEffect(() => {
    if (!socket) return;
    const refresh = (): void => { void queries.invalidateQueries({ queryKey: exchangeKey(visitId) }); };
    const stops = [
      socket.on('exchange:item', (event) => { if (event.visitId === visitId) put(event.item); }),
      socket.on('exchange:changed', (event) => { if (event.visitId === visitId) refresh(); }),
      // What came while the line was down is caught up by fetching.
      socket.onConnection((connected) => { if (connected) refresh(); }),
    ];
    return () => { for (const stop of stops) stop(); };
  }, [socket, queries, visitId, put]);

  const act = useCallback(async (wish: SupervisorAct, itemId = newId()): Promise<ItemView> => {
    if (!socket) throw new LiveError('network');
    const item = await socket.request('exchange:act', { visitId, itemId, act: wish });
    put(item);
    return item;
  }, [socket, visitId, put]);

  const answer = useCallback(async (itemId: string, said: Answer, more: { evidenceId?: string; reason?: string } = {}): Promise<void> => {
    if (!socket) throw new LiveError('network');
    put(await socket.request('exchange:answer', { visitId, itemId, answer: said, ...more }));
  }, [socket, visitId, put]);

  const pause = useCallback(async (on: boolean): Promise<void> => {
    if (!socket) throw new LiveError('network');
    await socket.request('exchange:pause', { visitId, on });
  }, [socket, visitId]);

  return { view: query.data, items: query.data?.items ?? [], put, act, answer, pause, socket };
}
