import type { HouseholdId } from '../cases/contract.ts';
import type { AccountId, OrganisationId } from '../people/contract.ts';
import type { RuleActor, VisitAct } from '../rules/contract.ts';
import { newVisitFacts } from '../rules/visitFacts.ts';
import { stepVisit } from '../rules/visitMachine.ts';
import { RuleError } from '../errors.ts';
import type { VisitId } from './contract.ts';
import type { Visit } from './visit.ts';

export interface PlannedVisit {
  readonly id: VisitId;
  readonly householdId: HouseholdId;
  readonly organisationId: OrganisationId;
  readonly townId: OrganisationId;
  readonly investigatorIds: readonly [AccountId, AccountId];
  readonly appointedAtMs: number;
}

/**
 * A new visit, assigned to two investigators and sent to both.
 * @throws RuleError e.g. `visit.twoDifferentInvestigators`
 */
export function planVisit({ id, investigatorIds, ...plan }: PlannedVisit, by: RuleActor): Visit {
  const acts: VisitAct[] = [{ act: 'assign', organisationId: plan.organisationId, investigatorIds: [...investigatorIds] }, { act: 'dispatch' }];
  let subject = { state: 'created' as Visit['state'], facts: newVisitFacts([]) };
  for (const act of acts) {
    const result = stepVisit(subject, act, by);
    if (!result.ok) throw new RuleError(result.violation);
    subject = result;
  }
  const { state, facts } = subject;
  return {
    _id: id, ...plan, investigatorIds, state, facts, step: acts.length, doneActs: [], checks: [], consents: [], signatures: [], presenceGaps: [], statements: [],
  };
}
