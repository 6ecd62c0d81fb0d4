import type { HouseholdId } from '../cases/contract.ts';
import { RuleError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { takeStep } from './takeStep.ts';
import type { VisitDeps } from './visitDeps.ts';

/** The household's sealed visits that this person made are reported on. One that is not sealed yet waits for the next report. */
export async function reportVisits(deps: Pick<VisitDeps, 'visits' | 'trail' | 'lock' | 'announce'>, actor: Actor, householdId: HouseholdId): Promise<void> {
  for (const { _id } of await deps.visits.ofHousehold(householdId)) {
    await deps.lock.run(_id, async () => {
      const visit = await deps.visits.visit(_id);
      if (visit?.state !== 'sealed' || !visit.investigatorIds.includes(actor.id)) return;
      await takeStep(deps, visit, { act: 'report' }, actor).catch((error: unknown) => {
        if (!(error instanceof RuleError)) throw error;
      });
      deps.announce.changed(_id);
    });
  }
}
