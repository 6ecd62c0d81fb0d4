import { dayInChina } from '../clocks/days.ts';
import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import { lookingOf } from '../people/looking.ts';
import type { CaseDeps } from './caseDeps.ts';
import type { Unmaskable, Unmasked } from './contract.ts';
import { findCase } from './findCase.ts';
import { unmasked } from './viewCase.ts';

/**
 * Shows one masked field of one person. The look, its field and its purpose are in the trail before the answer is.
 * @throws UserError `access.denied` where the table hides it even then, `case.unknown`
 */
export async function unmaskField(deps: CaseDeps, actor: Actor, caseId: string, { field, memberId, purpose }: { field: Unmaskable; memberId?: string | undefined; purpose: string }): Promise<Unmasked> {
  const household = await findCase(deps, actor, 'case.unmask', caseId);
  const { viewer } = lookingOf(actor, household.sealedAtMs, deps);
  const value = unmasked(household, viewer, field, memberId, purpose, dayInChina(deps.now()));
  const event = { actor: inTrail(actor), object: { kind: 'case', id: household._id } };
  if (value === undefined) {
    await deps.trail.append({ ...event, act: 'access.denied', details: { action: 'case.unmask', field } });
    throw new UserError('access.denied');
  }
  await deps.trail.append({ ...event, act: 'case.unmasked', details: { field, ...(memberId !== undefined && { memberId }) }, personal: { purpose } });
  return { value };
}
