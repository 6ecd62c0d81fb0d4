import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { VisitAct } from '../../server/rules/contract.ts';
import type { VisitDetail } from '../../server/visits/contract.ts';
import type { ActExtras } from '../visits/queries.ts';
import { actOnVisit } from '../visits/queries.ts';

/** One act at a time, with its error beside the button that failed. */
export function useAct(visitId: string, onDone?: (visit: VisitDetail) => void): {
  act: (act: VisitAct, extras?: ActExtras) => Promise<void>;
  busy: boolean;
  error: unknown;
} {
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  return {
    busy,
    error,
    async act(act, extras) {
      if (busy) return;
      setBusy(true);
      setError(undefined);
      try {
        const after = await actOnVisit(queries, visitId, act, extras);
        onDone?.(after);
      } catch (thrown) {
        setError(thrown);
      } finally {
        setBusy(false);
      }
    },
  };
}
