import type { Response } from 'express';
import { Router } from 'express';
import type { Authenticate } from '../../http.ts';
import type { Action } from '../../people/abilities.ts';
import { scopeOf } from '../../people/abilities.ts';
import type { Actor } from '../../people/authenticate.ts';
import { inTrail } from '../../people/authenticate.ts';
import type { NeedDeps } from './caseNeeds.ts';
import { ACTS_OF_STATE, actOnCaseNeed, openQuestions, suggestForCase } from './caseNeeds.ts';
import type { NeedList } from './contract.ts';
import { actOnNeedSchema } from './contract.ts';

export interface NeedRouteDeps extends NeedDeps {
  readonly requireCase: (actor: Actor, action: Action, caseId: string) => Promise<{ readonly id: string; readonly caseNumber: string }>;
  /** Names of a case's members by their id, as this person may see them. */
  readonly memberNames: (actor: Actor, caseId: string) => Promise<ReadonlyMap<string, string>>;
}

export function needRoutes(deps: NeedRouteDeps, authenticate: Authenticate): Router {
  const router = Router();

  async function view(actor: Actor, { id, caseNumber }: { readonly id: string; readonly caseNumber: string }): Promise<NeedList> {
    const [records, { open, table, hasForm }, names] = await Promise.all([deps.needs.ofCase(id), openQuestions(deps, id), deps.memberNames(actor, id)]);
    const named = (memberId: string | undefined): { memberName?: string } => {
      const name = memberId === undefined ? undefined : names.get(memberId);
      return name === undefined ? {} : { memberName: name };
    };
    const decides = scopeOf(actor.role, 'need.decide') !== undefined;
    return {
      caseId: id,
      caseNumber,
      needs: records.map(({ need }) => ({ need, ...named(need.memberId), may: decides ? ACTS_OF_STATE[need.state] : [] })),
      open: open.map((one) => ({ ...one, ...named(one.memberId) })),
      services: table.services,
      hasForm,
      may: { suggest: decides && hasForm },
    };
  }

  router.get('/cases/:caseId/needs', async (request, response: Response<NeedList>) => {
    const actor = await authenticate(request);
    const file = await deps.requireCase(actor, 'need.view', request.params.caseId);
    await deps.trail.append({ act: 'need.viewed', actor: inTrail(actor), object: { kind: 'case', id: file.id } });
    response.json(await view(actor, file));
  });

  router.post('/cases/:caseId/needs', async (request, response: Response<NeedList>) => {
    const actor = await authenticate(request);
    const file = await deps.requireCase(actor, 'need.decide', request.params.caseId);
    await suggestForCase(deps, actor, file.id);
    response.status(201).json(await view(actor, file));
  });

  router.post('/cases/:caseId/needs/:key', async (request, response: Response<NeedList>) => {
    const actor = await authenticate(request);
    const act = actOnNeedSchema.parse(request.body);
    const file = await deps.requireCase(actor, 'need.decide', request.params.caseId);
    await actOnCaseNeed(deps, actor, file.id, request.params.key, act);
    response.json(await view(actor, file));
  });

  return router;
}
