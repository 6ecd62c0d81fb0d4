import { setImmediate as nextTurn } from 'node:timers/promises';
import { dayInChina } from '../clocks/days.ts';
import { clocksAnew } from './caseClocks.ts';
import type { ProcedureDeps } from './procedureDeps.ts';

/** Computes the running clocks anew after the calendar was corrected. A case that is acted on meanwhile takes the new calendar by itself. */
export async function moveClocks(deps: Pick<ProcedureDeps, 'procedures' | 'clockRules' | 'noteProcedure' | 'now'>): Promise<void> {
  const today = dayInChina(deps.now());
  const rules = await deps.clockRules(today);
  for await (const record of deps.procedures.running()) {
    const { next: _before, ...rest } = record;
    const anew = clocksAnew(record, today, rules);
    if (await deps.procedures.move({ ...rest, ...anew })) await deps.noteProcedure(record._id, { state: record.state, dueOn: anew.next?.dueOn, organisationId: record.facts.vendorOrganisationId });
    await nextTurn();
  }
}
