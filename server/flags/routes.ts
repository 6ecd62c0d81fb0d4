import type { Response } from 'express';
import { Router } from 'express';
import type { Authenticate } from '../http.ts';
import type { Action, Owned } from '../people/abilities.ts';
import { may } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import { requireAbility } from '../people/requireAbility.ts';
import type { VisitId } from '../visits/contract.ts';
import type { Looks } from '../visits/Looks.ts';
import type { FlagList, FlagView } from './contract.ts';
import { ruleOnFlagSchema } from './contract.ts';
import { viewOfFlag } from './flag.ts';
import type { FlagDeps } from './raiseFlag.ts';
import { findFlag, ruleOnFlag } from './ruleOnFlag.ts';

export interface FlagRouteDeps extends FlagDeps {
  /** The visit, when this person may do this to it; throws otherwise. */
  readonly visitFor: (actor: Actor, action: Action, visitId: string) => Promise<Owned & { readonly _id: VisitId }>;
  /** Who looked of late; see `visits/Looks.ts`. */
  readonly looks: Pick<Looks, 'once'>;
}

export function flagRoutes(deps: FlagRouteDeps, authenticate: Authenticate): Router {
  const router = Router();

  router.get('/visits/:visitId/flags', async (request, response: Response<FlagList>) => {
    const actor = await authenticate(request);
    const visit = await deps.visitFor(actor, 'flag.view', request.params.visitId);
    await deps.looks.once(actor.id, `flags ${visit._id}`, () =>
      deps.trail.append({ act: 'flag.listed', actor: inTrail(actor), object: { kind: 'visit', id: visit._id }, visitId: visit._id }));
    response.json({ flags: (await deps.flags.flagsOf(visit._id)).map(viewOfFlag), mayRule: may(actor, 'flag.rule', visit) });
  });

  router.post('/flags/:flagId/ruling', async (request, response: Response<FlagView>) => {
    const actor = await authenticate(request);
    const ruling = ruleOnFlagSchema.parse(request.body);
    await requireAbility(deps.trail, actor, 'flag.rule');
    const flag = await findFlag(deps, request.params.flagId);
    await deps.visitFor(actor, 'flag.rule', flag.visitId);
    response.json(await ruleOnFlag(deps, actor, flag, ruling));
  });

  return router;
}
