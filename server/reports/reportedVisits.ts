import type { AccountId, AccountView } from '../people/contract.ts';
import type { VisitId } from '../visits/contract.ts';
import type { Visit } from '../visits/visit.ts';
import type { ReportedVisit } from './draftReport.ts';

/** Visits as a report names them, in the order given. */
export async function reportedVisits(
  visits: readonly Visit[],
  deps: {
    readonly accounts: (ids: readonly AccountId[]) => Promise<readonly AccountView[]>;
    readonly photosOf: (visitId: VisitId) => Promise<number>;
  },
): Promise<(ReportedVisit & { readonly id: string })[]> {
  const people = await deps.accounts([...new Set(visits.flatMap(({ investigatorIds }) => investigatorIds))]);
  return Promise.all(visits.map(async ({ _id, investigatorIds, startedAtMs, closedAtMs, sealedAtMs, recording }) => ({
    id: _id,
    investigators: people.filter(({ id }) => investigatorIds.includes(id)).map(({ name }) => name),
    ...(startedAtMs !== undefined && { startedAtMs }),
    ...(closedAtMs !== undefined && { closedAtMs }),
    ...(sealedAtMs !== undefined && { sealedAtMs }),
    photos: await deps.photosOf(_id),
    gaps: recording?.gaps.length ?? 0,
  })));
}
