import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Answer, FormRevisions, FormView } from '../../server/forms/contract.ts';
import type { ReplayView } from '../../server/replay/contract.ts';
import type { ExchangeView } from '../../server/supervision/contract.ts';
import type { GapView } from '../../server/visits/contract.ts';
import { useEvidence } from '../evidence/queries.ts';
import { useFlags } from '../flags/queries.ts';
import { request } from '../kit/api.ts';
import { useVisit } from '../visits/queries.ts';
import type { MemberNames } from './answerTexts.ts';
import { memberNames } from './answerTexts.ts';
import type { Moment } from './moments.ts';
import { momentsOf } from './moments.ts';
import type { ShownEntry } from './shownTrail.ts';

const NONE: readonly never[] = [];

export interface VisitRecord {
  readonly moments: readonly Moment[];
  readonly answers: readonly Answer[];
  /** Lines that this viewer may not read. */
  readonly hiddenLines: number;
  readonly names: MemberNames;
  /** Something has not come yet. */
  readonly isPending: boolean;
}

/** Everything on record beside picture and sound, from the nouns that keep it; what this viewer may not see never comes. */
export function useMoments(replay: ReplayView, trail: readonly ShownEntry[]): VisitRecord {
  const { id } = replay.visit;
  const path = `/api/visits/${encodeURIComponent(id)}`;
  const evidence = useEvidence(id);
  const flags = useFlags(id);
  const details = useVisit(id);
  const fetching = { staleTime: 30_000 } as const;
  const revisions = useQuery({ ...fetching, queryKey: ['visit', id, 'revisions'], queryFn: ({ signal }) => request<FormRevisions>('GET', `${path}/form/revisions`, undefined, signal) });
  const form = useQuery({ ...fetching, queryKey: ['form', id], queryFn: ({ signal }) => request<FormView>('GET', `${path}/form`, undefined, signal) });
  const exchange = useQuery({ ...fetching, queryKey: ['visit', id, 'exchange'], queryFn: ({ signal }) => request<ExchangeView>('GET', `${path}/exchange`, undefined, signal) });

  const answers = revisions.data?.answers ?? NONE;
  const moments = useMemo(() => {
    const explained = new Map<string, GapView>(details.data?.recording?.gaps.map((gap) => [gap.id, gap]));
    return momentsOf({
      replay, trail, answers,
      gaps: replay.gaps.map((gap) => explained.get(gap.id) ?? gap),
      evidence: evidence.data?.items ?? NONE, items: exchange.data?.items ?? NONE, flags: flags.data?.flags ?? NONE,
    });
  }, [replay, trail, answers, details.data, evidence.data, exchange.data, flags.data]);
  const registered = form.data?.registered;
  return {
    moments, answers,
    hiddenLines: revisions.data?.hidden ?? 0,
    names: useMemo(() => memberNames(registered ?? NONE, answers), [registered, answers]),
    isPending: [evidence, flags, details, revisions, form, exchange].some((one) => one.isPending),
  };
}
