import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onActTold } from '../device/actOutboxes.ts';
import { visitKey, VISITS_KEY } from '../visits/queries.ts';

/** Shows what the server answers to acts that were done without a network and are told now. */
export function useToldActs(ownId: string | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (ownId === undefined) return;
    return onActTold(ownId, (detail) => {
      queries.setQueryData(visitKey(detail.id), detail);
      void queries.invalidateQueries({ queryKey: VISITS_KEY });
    });
  }, [queries, ownId]);
}
