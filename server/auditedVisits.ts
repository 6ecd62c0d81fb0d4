import type { CaseStore } from './cases/store.ts';
import type { AuditedVisit } from './trail/audit/viewAccess.ts';
import type { VisitId } from './visits/contract.ts';
import type { VisitStore } from './visits/store.ts';

/** Whose each visit is, and of whom: what an audit of looks is held against. */
export async function auditedVisits(
  { visits, cases }: { readonly visits: VisitStore; readonly cases: CaseStore }, ids: readonly string[],
): Promise<Map<string, AuditedVisit>> {
  const found = await visits.visits(ids as readonly VisitId[]);
  const names = new Map((await cases.households([...new Set(found.map(({ householdId }) => householdId))])).map(({ _id, applicantName }) => [_id, applicantName]));
  return new Map(found.map(({ _id, investigatorIds, householdId }) => [_id, { investigatorIds, applicantName: names.get(householdId) ?? '' }]));
}
