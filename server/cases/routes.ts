import type { Response } from 'express';
import { Router } from 'express';
import type { Authenticate } from '../http.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import { requireAbility } from '../people/requireAbility.ts';
import type { CaseDeps } from './caseDeps.ts';
import type { CaseDetail, CaseList, EditableCase, Unmasked } from './contract.ts';
import { caseQuerySchema, createCaseSchema, editCaseSchema, unmaskSchema } from './contract.ts';
import { createCase } from './createCase.ts';
import { draftOf, editCase } from './editCase.ts';
import { findCase } from './findCase.ts';
import type { Household } from './household.ts';
import { listCases } from './listCases.ts';
import { unmaskField } from './unmaskField.ts';
import { viewCase } from './viewCase.ts';

export function caseRoutes(deps: CaseDeps, authenticate: Authenticate): Router {
  const router = Router();
  const { looks, trail } = deps;
  const tellView = (actor: Actor, { _id }: Household): Promise<void> =>
    looks.once(actor.id, _id, () => trail.append({ act: 'case.viewed', actor: inTrail(actor), object: { kind: 'case', id: _id } }));

  router.get('/cases', async (request, response: Response<CaseList>) => {
    const actor = await authenticate(request);
    const query = caseQuerySchema.parse(request.query);
    await requireAbility(trail, actor, 'case.list');
    const list = await listCases(deps, actor, query);
    // A search is a look of its own; turning pages and refreshing is the same look.
    await looks.once(actor.id, 'cases', () => trail.append({
      act: 'case.listed', actor: inTrail(actor),
      details: { count: list.cases.length, searched: query.q !== undefined },
      ...(query.q !== undefined && query.q !== '' && { personal: { search: query.q } }),
    }), query.q !== undefined);
    response.json(list);
  });

  router.post('/cases', async (request, response: Response<CaseDetail>) => {
    const actor = await authenticate(request);
    const household = await createCase(deps, actor, createCaseSchema.parse(request.body));
    response.status(201).json(viewCase(actor, household, deps));
  });

  router.get('/cases/:caseId', async (request, response: Response<CaseDetail>) => {
    const actor = await authenticate(request);
    const household = await findCase(deps, actor, 'case.view', request.params.caseId);
    await tellView(actor, household);
    response.json(viewCase(actor, household, deps));
  });

  router.get('/cases/:caseId/draft', async (request, response: Response<EditableCase>) => {
    const actor = await authenticate(request);
    const household = await findCase(deps, actor, 'case.edit', request.params.caseId);
    await tellView(actor, household);
    response.json({ revision: household.revision, draft: draftOf(household) });
  });

  router.post('/cases/:caseId', async (request, response: Response<CaseDetail>) => {
    const actor = await authenticate(request);
    const household = await editCase(deps, actor, request.params.caseId, editCaseSchema.parse(request.body));
    response.json(viewCase(actor, household, deps));
  });

  router.post('/cases/:caseId/unmask', async (request, response: Response<Unmasked>) => {
    const actor = await authenticate(request);
    response.json(await unmaskField(deps, actor, request.params.caseId, unmaskSchema.parse(request.body)));
  });

  return router;
}
