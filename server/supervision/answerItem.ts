import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { ExchangeRequests, ItemId, ItemView } from './contract.ts';
import { answerableFrom, viewOfItem } from './item.ts';
import type { SupervisionDeps } from './supervisionDeps.ts';

/**
 * What the other side says to an item: the field to the officer's, the officer to the field's emergency. An answer
 * that comes twice, or after a final one, changes nothing.
 * @throws UserError `exchange.unknown`
 */
export async function answerItem(deps: SupervisionDeps, actor: Actor, request: ExchangeRequests['exchange:answer']): Promise<ItemView> {
  const { visitId, answer, evidenceId, reason } = request;
  const id = request.itemId as ItemId;
  const known = await deps.supervision.item(id);
  // The ability decides first: an item that is not there is told only to those who could answer it.
  const visit = await deps.visitFor(actor, known?.kind === 'emergency' ? 'visit.instruct' : 'exchange.answer', visitId);
  if (!known || known.visitId !== visit._id || known.kind === 'bookmark') throw new UserError('exchange.unknown');
  if (!answerableFrom(answer).includes(known.state)) return viewOfItem(known);
  await deps.trail.append({
    act: 'exchange.answered',
    actor: inTrail(actor),
    object: { kind: 'exchange', id },
    visitId: visit._id,
    details: { kind: known.kind, answer, ...(evidenceId !== undefined && { evidenceId }), ...(reason !== undefined && { reason }) },
  });
  if (known.kind === 'control' && known.control === 'switchCamera' && answer === 'acknowledged') await deps.cameraSwitches(visit._id);
  const atMs = deps.now();
  const changed = await deps.supervision.answer(id, answerableFrom(answer), {
    state: answer,
    ...(answer === 'delivered' ? { deliveredAtMs: atMs } : { answeredAtMs: atMs, answeredById: actor.id, answeredBy: actor.name }),
    ...(evidenceId !== undefined && { evidenceId }),
    ...(reason !== undefined && { reason }),
  });
  const view = viewOfItem(changed ?? (await deps.supervision.item(id)) ?? known);
  deps.announce.item(visit._id, view);
  return view;
}
