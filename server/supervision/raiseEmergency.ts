import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { ExchangeReplies, ItemId } from './contract.ts';
import type { Item } from './item.ts';
import { viewOfItem } from './item.ts';
import type { SupervisionDeps } from './supervisionDeps.ts';

/** The field calls every supervisor on duty, and is told how many that are. Pressed twice it is one call. */
export async function raiseEmergency(deps: SupervisionDeps, actor: Actor, visitId: string, itemId: string): Promise<ExchangeReplies['exchange:emergency']> {
  const visit = await deps.visitFor(actor, 'visit.alarm', visitId);
  const id = itemId as ItemId;
  const known = await deps.supervision.item(id);
  if (known && (known.visitId !== visit._id || known.kind !== 'emergency')) throw new UserError('exchange.otherItem');
  const reached = await deps.onDuty();
  if (known) return { item: viewOfItem(known), reached };
  const item: Item = {
    _id: id, visitId: visit._id, kind: 'emergency', byId: actor.id, by: actor.name, byRole: actor.role, atMs: deps.now(), state: 'sent',
  };
  await deps.trail.append({
    act: 'exchange.emergency', actor: inTrail(actor), object: { kind: 'exchange', id }, visitId: visit._id, details: { reached },
  });
  await deps.supervision.addItem(item);
  const view = viewOfItem(item);
  deps.announce.item(visit._id, view);
  return { item: view, reached };
}
