import { UserError } from '../errors.ts';
import type { Action } from '../people/abilities.ts';
import { scopeOf } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import { requireAbility } from '../people/requireAbility.ts';
import type { CaseDeps } from './caseDeps.ts';
import type { HouseholdId } from './contract.ts';
import type { CaseScope, StoredHousehold } from './store.ts';

/**
 * The case, when this person may do this to it.
 * @throws UserError `case.unknown`, `access.denied`
 */
export async function findCase(deps: Pick<CaseDeps, 'cases' | 'trail' | 'hiddenImports'>, actor: Actor, action: Action, caseId: string): Promise<StoredHousehold> {
  // The role is asked first, so that nobody learns from the answer which cases exist.
  await requireAbility(deps.trail, actor, action);
  const found = await deps.cases.household(caseId as HouseholdId);
  if (!found || (found.importId !== undefined && (await deps.hiddenImports()).includes(found.importId))) throw new UserError('case.unknown');
  await requireAbility(deps.trail, actor, action, found, 'case');
  return found;
}

/** On whose cases this person may do this; undefined where on nobody's. */
export function caseScopeOf(actor: Actor, action: Action): CaseScope | undefined {
  switch (scopeOf(actor.role, action)) {
    case 'district': return {};
    case 'town': return { townId: actor.organisationId };
    case 'organisation': return { organisationId: actor.organisationId };
    case 'own': return { investigatorIds: actor.id };
    case undefined: return undefined;
  }
}
