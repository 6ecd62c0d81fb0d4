import { phaseOf } from '../visits/phases/contract.ts';
import { randomUUID } from 'node:crypto';
import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { ItemId } from './contract.ts';
import type { Item } from './item.ts';
import { viewOfItem } from './item.ts';
import type { SupervisionDeps } from './supervisionDeps.ts';

/**
 * Begins or ends a privacy pause: nothing of the field's picture and sound is seen or recorded, the recording's
 * ledger says why, and every page shows it. Asked for twice it changes nothing.
 */
export async function pauseForPrivacy(deps: SupervisionDeps, actor: Actor, visitId: string, on: boolean): Promise<void> {
  const visit = await deps.visitFor(actor, 'visit.pause', visitId);
  if (phaseOf(visit.state) !== 'live') throw new UserError('visit.wrongState');
  const lasting = await deps.supervision.lasting(visit._id, 'privacyPause');
  if ((lasting !== null) === on) return;
  const atMs = deps.now();
  await deps.trail.append({
    act: on ? 'privacy.paused' : 'privacy.resumed', actor: inTrail(actor), object: { kind: 'visit', id: visit._id }, visitId: visit._id,
  });
  if (on) {
    const item: Item = {
      _id: randomUUID() as string as ItemId, visitId: visit._id, kind: 'privacyPause', byId: actor.id, by: actor.name, byRole: actor.role,
      atMs, state: 'fulfilled',
    };
    // The stop comes before the record: a crash between the two must not leave a camera on that people think is off.
    await deps.setPrivacy(visit._id, atMs);
    await deps.supervision.addItem(item);
    deps.announce.item(visit._id, viewOfItem(item));
    return;
  }
  const ended = lasting && (await deps.supervision.end(lasting._id, atMs));
  await deps.setPrivacy(visit._id, undefined);
  if (ended) deps.announce.item(visit._id, viewOfItem(ended));
}
