import { phaseOf } from './phases/contract.ts';
import type { CaseVisit } from '../casefiles/contract.ts';
import type { VisitId } from './contract.ts';
import type { VisitStore } from './store.ts';

/** The visits of one household that have taken place, the given one first: what a case file tells of. */
export async function visitsOfCase(visits: VisitStore, visitId: VisitId): Promise<CaseVisit[]> {
  const asked = await visits.visit(visitId);
  if (!asked) return [];
  const others = (await visits.ofHousehold(asked.householdId)).filter(({ _id, state }) => _id !== visitId && (phaseOf(state) === 'finishing' || phaseOf(state) === 'sealed' || phaseOf(state) === 'over'));
  return [asked, ...others].map(({ _id, householdId, state, startedAtMs, closedAtMs, sealedAtMs }) => ({
    id: _id, householdId, state,
    ...(startedAtMs !== undefined && { startedAtMs }), ...(closedAtMs !== undefined && { closedAtMs }), ...(sealedAtMs !== undefined && { sealedAtMs }),
  }));
}
