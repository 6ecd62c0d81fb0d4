import { useMemo, useSyncExternalStore } from 'react';
import type { VisitDetail } from '../../server/visits/contract.ts';
import type { KeptAct, Stuck } from '../device/ActOutbox.ts';
import { actOutboxOf } from '../device/actOutboxes.ts';
import { useSession } from '../people/useSession.ts';
import { useVisit } from './queries.ts';
import { withKeptActs } from './withKeptActs.ts';

export interface KeptActs {
  /** Oldest first. */
  readonly acts: readonly KeptAct[];
  readonly stuck: Stuck | undefined;
}

/** What this person did in a visit and the server does not know yet. */
export function useKeptActs(visitId: string): KeptActs {
  const outbox = actOutboxOf(useSession().data?.account.id ?? '');
  const kept = useSyncExternalStore(outbox.subscribe, outbox.kept);
  return useMemo(() => ({ acts: kept.filter((act) => act.visitId === visitId), stuck: outbox.stuck()[visitId] }), [outbox, kept, visitId]);
}

/** A visit as it stands on this phone. */
export function useFieldVisit(id: string): Omit<ReturnType<typeof useVisit>, 'data'> & { data: VisitDetail | undefined } {
  const visit = useVisit(id);
  const ownId = useSession().data?.account.id;
  const { acts } = useKeptActs(id);
  const { data } = visit;
  const shown = useMemo(() => data && withKeptActs(data, acts, ownId), [data, acts, ownId]);
  return { ...visit, data: shown };
}
