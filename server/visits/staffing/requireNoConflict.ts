import type { HouseholdId } from '../../cases/contract.ts';
import { RuleError } from '../../errors.ts';
import { VISIT_RULES } from '../../rules/visitRules.ts';
import type { VisitDeps } from '../visitDeps.ts';

/** @throws RuleError `visit.conflictOfInterest` when one of them has declared a conflict with this household */
export async function requireNoConflict(deps: Pick<VisitDeps, 'households'>, householdId: HouseholdId, investigatorIds: readonly string[]): Promise<void> {
  const [household] = await deps.households([householdId]);
  if (!household?.conflictIds?.some((id) => investigatorIds.includes(id))) return;
  throw new RuleError({ code: 'visit.conflictOfInterest', sentence: VISIT_RULES['visit.conflictOfInterest'] });
}
