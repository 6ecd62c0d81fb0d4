import { UserError } from '../errors.ts';
import type { Trail } from '../trail/Trail.ts';
import type { Action, Owned } from './abilities.ts';
import { may, scopeOf } from './abilities.ts';
import type { Actor } from './authenticate.ts';
import { inTrail } from './authenticate.ts';

/**
 * Lets pass who may; a refusal is an event of the trail.
 * @param object what it is done to; without it only the role is asked
 * @throws UserError `access.denied`
 */
export async function requireAbility(
  trail: Trail,
  actor: Actor,
  action: Action,
  object?: Owned & { readonly _id: string },
  kind: 'visit' | 'case' | 'account' = 'visit',
): Promise<void> {
  const allowed = object ? may(actor, action, object) : scopeOf(actor.role, action) !== undefined;
  if (allowed) return;
  await trail.append({
    act: 'access.denied',
    actor: inTrail(actor),
    ...(object && { object: { kind, id: object._id }, ...(kind === 'visit' && { visitId: object._id }) }),
    details: { action },
  });
  throw new UserError('access.denied');
}
