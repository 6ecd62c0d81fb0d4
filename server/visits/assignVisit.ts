import { randomUUID } from 'node:crypto';
import { UserError } from '../errors.ts';
import type { HouseholdId } from '../cases/contract.ts';
import type { AccountId } from '../people/contract.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import { requireAbility } from '../people/requireAbility.ts';
import type { AssignVisit, VisitDetail, VisitId } from './contract.ts';
import { planVisit } from './planVisit.ts';
import type { VisitDeps } from './visitDeps.ts';
import { requireNoConflict } from './staffing/requireNoConflict.ts';
import { viewVisit } from './viewVisit.ts';

/**
 * Plans a visit of two different investigators of the actor's own organisation to a household and sends it to both; it is
 * appointed once both have accepted.
 * @throws UserError `visit.twoInvestigators`, `visit.investigatorUnknown`, `household.unknown`, `access.denied`; RuleError `case.notEntrusted`, `visit.conflictOfInterest`
 */
export async function assignVisit(deps: VisitDeps, actor: Actor, wish: AssignVisit): Promise<VisitDetail> {
  await requireAbility(deps.trail, actor, 'visit.assign');
  const [first, second] = wish.investigatorIds as [AccountId, AccountId];
  if (first === second) throw new UserError('visit.twoInvestigators');
  const staff = await deps.investigatorsOf(actor.organisationId);
  if (!staff.includes(first) || !staff.includes(second)) throw new UserError('visit.investigatorUnknown');
  const householdId = wish.householdId as HouseholdId;
  const [household] = await deps.households([householdId]);
  if (household?.organisationId !== actor.organisationId) throw new UserError('household.unknown');

  await requireNoConflict(deps, householdId, [first, second]);
  const visit = planVisit(
    { id: randomUUID() as string as VisitId, householdId, organisationId: actor.organisationId, townId: household.townId, investigatorIds: [first, second], appointedAtMs: wish.appointedAtMs },
    actor,
  );
  await deps.caseNews.assigned(householdId, [first, second]);
  const about = { actor: inTrail(actor), object: { kind: 'visit', id: visit._id }, visitId: visit._id };
  await deps.trail.append({ act: 'visit.assigned', ...about, details: { householdId, first, second, appointedAtMs: wish.appointedAtMs } });
  await deps.trail.append({ act: 'visit.dispatched', ...about });
  await deps.visits.add(visit);
  deps.announce.changed(visit._id);
  return viewVisit(deps, actor, visit);
}
