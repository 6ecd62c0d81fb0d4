import { phaseOf } from '../visits/phases/contract.ts';
import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { ExchangeView } from './contract.ts';
import type { SupervisionDeps } from './supervisionDeps.ts';
import { viewExchange } from './viewExchange.ts';

/** This supervisor has charge of the visit from now on, whoever had it before. Taken twice it stays as it was. */
export async function takeLead(deps: SupervisionDeps, actor: Actor, visitId: string): Promise<ExchangeView> {
  const visit = await deps.visitFor(actor, 'visit.instruct', visitId);
  if (phaseOf(visit.state) !== 'live') throw new UserError('visit.wrongState');
  const before = await deps.supervision.lead(visit._id);
  if (before?.leadId !== actor.id) {
    await deps.trail.append({
      act: 'watch.leadTaken', actor: inTrail(actor), object: { kind: 'visit', id: visit._id }, visitId: visit._id,
      details: { ...(before && { from: before.leadId }) },
    });
    await deps.supervision.takeLead({ _id: visit._id, leadId: actor.id, lead: actor.name, sinceMs: deps.now() });
    deps.announce.changed(visit._id);
  }
  return viewExchange(deps, actor, visit);
}
