import { UserError } from '../../errors.ts';
import type { Actor } from '../../people/authenticate.ts';
import { inTrail } from '../../people/authenticate.ts';
import { accessTo } from '../../people/fieldAccess.ts';
import { lookingOf } from '../../people/looking.ts';
import { findVisit } from '../findVisit.ts';
import type { VisitDeps } from '../visitDeps.ts';
import type { InkRecord } from './keepInk.ts';

/**
 * A drawn signature, for those whom the masking table shows it. The look is in the trail.
 * @throws UserError `ink.unknown`, `access.denied`
 */
export async function viewInk(deps: VisitDeps, actor: Actor, visitId: string, inkId: string): Promise<InkRecord> {
  const visit = await findVisit(deps, actor, 'form.view', visitId);
  const ink = accessTo('signature', { ...lookingOf(actor, visit.sealedAtMs, deps), ofMinor: false }) === 'clear' ? await deps.visits.ink(visit._id, inkId) : null;
  if (!ink) throw new UserError('ink.unknown');
  await deps.trail.append({ act: 'signature.viewed', actor: inTrail(actor), object: { kind: 'ink', id: ink._id }, visitId: visit._id });
  return ink;
}
