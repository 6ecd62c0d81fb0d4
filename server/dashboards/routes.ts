import type { Response } from 'express';
import { Router } from 'express';
import type { Authenticate } from '../http.ts';
import { scopeOf } from '../people/abilities.ts';
import { inTrail } from '../people/authenticate.ts';
import type { AccountId, AccountView, OrganisationId } from '../people/contract.ts';
import { requireAbility } from '../people/requireAbility.ts';
import type { Trail } from '../trail/Trail.ts';
import type { VisitId } from '../visits/contract.ts';
import type { Visit } from '../visits/visit.ts';
import type { DashboardView } from './contract.ts';
import { dashboardSpan, viewDashboard } from './viewDashboard.ts';

export interface DashboardDeps {
  readonly trail: Trail;
  readonly visitsBetween: (filter: { organisationId?: OrganisationId }, fromMs: number, toMs: number) => Promise<readonly Visit[]>;
  readonly openFlags: (visitIds: readonly VisitId[]) => Promise<ReadonlyMap<VisitId, unknown>>;
  readonly accounts: (ids: readonly AccountId[]) => Promise<readonly AccountView[]>;
  readonly caseCounts: (scope: { organisationId?: string }) => Promise<{ readonly reviewQueue: number; readonly overdueCases: number }>;
  readonly now: () => number;
}

export function dashboardRoutes(deps: DashboardDeps, authenticate: Authenticate): Router {
  const router = Router();

  router.get('/dashboard', async (request, response: Response<DashboardView>) => {
    const actor = await authenticate(request);
    const wide = scopeOf(actor.role, 'dashboard.district') !== undefined;
    await requireAbility(deps.trail, actor, wide ? 'dashboard.district' : 'dashboard.organisation');
    await deps.trail.append({ act: 'dashboard.viewed', actor: inTrail(actor) });
    const scope = wide ? {} : { organisationId: actor.organisationId };
    const nowMs = deps.now();
    const { fromMs, toMs } = dashboardSpan(nowMs);
    const visits = await deps.visitsBetween(scope, fromMs, toMs);
    const [flags, investigators, counts] = await Promise.all([
      deps.openFlags(visits.map(({ _id }) => _id)),
      deps.accounts([...new Set(visits.flatMap(({ investigatorIds }) => investigatorIds))]),
      deps.caseCounts(scope),
    ]);
    response.json(viewDashboard({ of: wide ? 'district' : 'organisation', visits, investigators, flagged: flags.size, ...counts, nowMs }));
  });

  return router;
}
