import { phaseOf } from '../visits/phases/contract.ts';
import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { ItemId, ItemView, SupervisorAct } from './contract.ts';
import type { Item } from './item.ts';
import { viewOfItem } from './item.ts';
import type { SupervisedVisit, SupervisionDeps } from './supervisionDeps.ts';

/** These can be asked for when the visit is over, too. */
const AFTERWARDS: ReadonlySet<SupervisorAct['kind']> = new Set(['redo', 'bookmark']);

/**
 * Puts an officer's act on record and before the field. Sent twice it is one act, answered with its present state.
 * @throws UserError `visit.wrongState`, `exchange.otherItem` when another act has this id, `exchange.notPossible`
 */
export async function actOnVisit(deps: SupervisionDeps, actor: Actor, visitId: string, itemId: string, act: SupervisorAct): Promise<ItemView> {
  const visit = await deps.visitFor(actor, 'visit.instruct', visitId);
  const id = itemId as ItemId;
  const known = await deps.supervision.item(id);
  if (known) return sameItem(known, visit, actor);
  if (phaseOf(visit.state) !== 'live' && !(phaseOf(visit.state) !== 'planned' && AFTERWARDS.has(act.kind))) throw new UserError('visit.wrongState');
  if (act.kind === 'control') requirePossible(deps, visit, act);
  const { kind, ...content } = act;
  const item: Item = {
    _id: id, visitId: visit._id, kind, byId: actor.id, by: actor.name, byRole: actor.role, atMs: deps.now(), state: 'sent', ...content,
  };
  await deps.trail.append({
    act: kind === 'bookmark' ? 'exchange.bookmarked' : 'exchange.sent',
    actor: inTrail(actor),
    object: { kind: 'exchange', id },
    visitId: visit._id,
    details: {
      kind,
      ...(act.kind === 'control' && { control: act.control, ...(act.value !== undefined && { value: act.value }) }),
      ...(act.kind === 'point' && { x: act.x, y: act.y }),
      ...(act.kind === 'drawing' && { points: act.points.length }),
    },
    ...('text' in act && act.text !== '' && { personal: { text: act.text } }),
  });
  await deps.supervision.addItem(item);
  const view = viewOfItem(item);
  deps.announce.item(visit._id, view);
  return view;
}

function sameItem(known: Item, visit: SupervisedVisit, actor: Actor): ItemView {
  if (known.visitId !== visit._id || known.byId !== actor.id) throw new UserError('exchange.otherItem');
  return viewOfItem(known);
}

/** Nobody is asked for what the device has already said that it can't do. */
function requirePossible(deps: SupervisionDeps, visit: SupervisedVisit, { control, value = 0 }: Extract<SupervisorAct, { kind: 'control' }>): void {
  const camera = deps.reports.latest(visit._id)?.report.camera;
  if (!camera) return;
  const possible = {
    switchCamera: camera.cameras > 1,
    torch: camera.torch,
    zoom: camera.zoom !== undefined && value >= camera.zoom.min && value <= camera.zoom.max,
  };
  if (!possible[control]) throw new UserError('exchange.notPossible');
}
