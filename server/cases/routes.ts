import type { Response } from 'express';
import { Router } from 'express';
import { dayInChina } from '../clocks/days.ts';
import type { Authenticate } from '../http.ts';
import { inTrail } from '../people/authenticate.ts';
import { lookingOf } from '../people/looking.ts';
import { requireAbility } from '../people/requireAbility.ts';
import type { Trail } from '../trail/Trail.ts';
import type { HouseholdList } from './contract.ts';
import { viewOfHousehold } from './household.ts';
import type { CaseStore } from './store.ts';

/** Households shown at most until lists have pages. */
const MAX_LISTED = 500;

export function caseRoutes(deps: { readonly cases: CaseStore; readonly trail: Trail; readonly now: () => number }, authenticate: Authenticate): Router {
  const router = Router();

  router.get('/households', async (request, response: Response<HouseholdList>) => {
    const actor = await authenticate(request);
    await requireAbility(deps.trail, actor, 'household.list');
    const found = await deps.cases.newest(MAX_LISTED);
    await deps.trail.append({ act: 'household.listed', actor: inTrail(actor), details: { count: found.length } });
    response.json({ households: found.map((household) => viewOfHousehold(household, lookingOf(actor, household.sealedAtMs, deps.now()), dayInChina(deps.now()))) });
  });

  return router;
}
