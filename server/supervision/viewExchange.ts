import { phaseOf } from '../visits/phases/contract.ts';
import { may } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import type { BoardView, ExchangeView, LeadView } from './contract.ts';
import { viewOfItem } from './item.ts';
import type { Lead } from './store.ts';
import type { SupervisedVisit, SupervisionDeps } from './supervisionDeps.ts';

/** The exchange of one visit as this person may see it. */
export async function viewExchange(deps: SupervisionDeps, actor: Actor, visit: SupervisedVisit): Promise<ExchangeView> {
  const [items, lead] = await Promise.all([deps.supervision.itemsOf(visit._id), deps.supervision.lead(visit._id)]);
  const ofOffice = may(actor, 'replay.open', visit);
  const running = phaseOf(visit.state) === 'live';
  const report = may(actor, 'visit.instruct', visit) && running ? deps.reports.latest(visit._id)?.report : undefined;
  return {
    // What an officer notes for later is none of the field's concern.
    items: items.filter(({ kind }) => ofOffice || kind !== 'bookmark').map(viewOfItem),
    ...(lead && { lead: viewOfLead(lead) }),
    ...(report && { report }),
    may: {
      instruct: running && may(actor, 'visit.instruct', visit),
      answer: may(actor, 'exchange.answer', visit),
      pause: running && may(actor, 'visit.pause', visit),
      score: !running && phaseOf(visit.state) !== 'planned' && may(actor, 'visit.score', visit),
    },
  };
}

export function viewOfLead({ leadId, lead, sinceMs }: Lead): LeadView {
  return { id: leadId, name: lead, sinceMs };
}

/** What the board has to know of the visits that run, in a few reads for all of them. */
export async function viewBoard(deps: SupervisionDeps): Promise<BoardView> {
  const ids = (await deps.running()).map(({ id }) => id);
  const [leads, flags, emergencies] = await Promise.all([
    deps.supervision.leadsOf(ids), deps.openFlags(ids), deps.supervision.unanswered('emergency', ids),
  ]);
  return {
    visits: ids.map((visitId) => {
      const lead = leads.find(({ _id }) => _id === visitId);
      const kinds = flags.get(visitId) ?? [];
      const emergency = emergencies.find((item) => item.visitId === visitId);
      const report = deps.reports.latest(visitId)?.report;
      return {
        visitId,
        ...(lead && { lead: viewOfLead(lead) }),
        openFlags: kinds.length,
        flagKinds: [...new Set(kinds)],
        ...(emergency && { emergency: viewOfItem(emergency) }),
        ...(report && { report: { ...(report.battery && { battery: report.battery }), ...(report.network && { network: report.network }) } }),
      };
    }),
  };
}
