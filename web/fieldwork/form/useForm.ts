import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { AnswerValue, FormLine, FormView, SentAnswer } from '../../../server/forms/contract.ts';
import type { AccountId } from '../../../server/people/contract.ts';
import { useSession } from '../../people/useSession.ts';
import { formKey, formQuery } from '../../visits/queries.ts';
import { useKeptActs } from '../../visits/useFieldVisit.ts';
import type { Refusal } from './AnswerQueue.ts';
import { answerQueueOf } from './answerQueues.ts';

/** The lines as this person sees them: the server's, and on top what has not been sent yet. */
export interface MergedForm {
  readonly lines: Readonly<Record<string, FormLine>>;
  readonly registered: FormView['registered'];
}

export interface LiveForm {
  readonly view: FormView | undefined;
  readonly merged: MergedForm;
  readonly pending: number;
  readonly refused: Readonly<Record<string, Refusal>>;
  readonly error: unknown;
  readonly write: (itemId: string, value: AnswerValue, reason?: string) => void;
}

export function useForm(visitId: string): LiveForm {
  const ownId = useSession().data?.account.id ?? ('' as AccountId);
  const queries = useQueryClient();
  const queue = answerQueueOf(ownId, visitId);
  const way = useSyncExternalStore(queue.subscribe, queue.state);
  const query = useQuery(formQuery(queries, visitId));
  useEffect(() => queue.onForm((form) => { queries.setQueryData(formKey(visitId), form); }), [queue, queries, visitId]);
  const { acts } = useKeptActs(visitId);
  const { data } = query;
  // Begun without a network, the form is open here before the server knows of it.
  const begunHere = acts.some(({ request }) => request.act.act === 'start') && !acts.some(({ request }) => request.act.act === 'sign');
  const view = useMemo(() => data && (begunHere ? { ...data, editable: true } : data), [data, begunHere]);
  const merged = useMemo(() => mergeForm(view, [...way.pending, ...Object.values(way.refused).map((one) => one.answer)], ownId), [view, way, ownId]);
  return {
    view,
    merged,
    pending: way.pending.length,
    refused: way.refused,
    error: query.error ?? undefined,
    write: (itemId, value, reason) => {
      const basedOn = view?.lines.find((line) => line.itemId === itemId)?.revision ?? 0;
      queue.write({ itemId, value, basedOn, ...(reason !== undefined && { reason }) });
    },
  };
}

function mergeForm(view: FormView | undefined, unsent: readonly SentAnswer[], by: AccountId): MergedForm {
  const lines: Record<string, FormLine> = Object.fromEntries((view?.lines ?? []).map((line) => [line.itemId, line]));
  for (const { itemId, value, source, basedOn, deviceId, deviceAtMs } of unsent) {
    const before = lines[itemId];
    lines[itemId] = {
      itemId, value, source, basedOn, deviceId, deviceAtMs, by,
      revision: before?.revision ?? 0, atMs: before?.atMs ?? deviceAtMs, evidenceIds: before?.evidenceIds ?? [], against: [],
      ...(before && { previous: before.value }),
    };
  }
  return { lines, registered: view?.registered ?? [] };
}
