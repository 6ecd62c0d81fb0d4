import type { Response } from 'express';
import { Router } from 'express';
import type { Authenticate } from '../http.ts';
import { actOnCase } from './actOnCase.ts';
import type { DeadlineStrip, ProcedureView, WorkQueue } from './contract.ts';
import { actOnCaseSchema, dueQuerySchema } from './contract.ts';
import type { ProcedureDeps } from './procedureDeps.ts';
import { viewDue, viewProcedure, viewQueue } from './viewProcedure.ts';

export function procedureRoutes(deps: ProcedureDeps, authenticate: Authenticate): Router {
  const router = Router();

  router.get('/cases/:caseId/procedure', async (request, response: Response<ProcedureView>) => {
    const actor = await authenticate(request);
    const file = await deps.requireCase(actor, 'procedure.view', request.params.caseId);
    response.json(await viewProcedure(deps, actor, file));
  });

  router.post('/cases/:caseId/acts', async (request, response: Response<ProcedureView>) => {
    const actor = await authenticate(request);
    const act = actOnCaseSchema.parse(request.body);
    const file = await deps.requireCase(actor, 'case.act', request.params.caseId);
    await actOnCase(deps, actor, file, act);
    response.json(await viewProcedure(deps, actor, file));
  });

  // Asked for on every first page: it names cases the person may list anyway, and is no look at any of them.
  router.get('/deadlines', async (request, response: Response<DeadlineStrip>) => {
    const actor = await authenticate(request);
    response.json(await viewDue(deps, actor, dueQuerySchema.parse(request.query).limit));
  });

  router.get('/work-queue', async (request, response: Response<WorkQueue>) => {
    const actor = await authenticate(request);
    response.json(await viewQueue(deps, actor));
  });

  return router;
}
