import type { Response } from 'express';
import { Router } from 'express';
import type { Authenticate } from '../http.ts';
import { inTrail } from '../people/authenticate.ts';
import type { Looks } from '../visits/Looks.ts';
import type { AnswersReply, FormRevisions, FormView, LineHistory } from './contract.ts';
import { historyQuerySchema, sendAnswersSchema } from './contract.ts';
import type { FormDeps } from './formDeps.ts';
import { sendAnswers } from './sendAnswers.ts';
import { viewForm, viewRevisions } from './viewForm.ts';

export interface FormRouteDeps extends FormDeps {
  /** Who looked of late; see `visits/Looks.ts`. */
  readonly looks: Pick<Looks, 'once'>;
}

export function formRoutes(deps: FormRouteDeps, authenticate: Authenticate): Router {
  const router = Router();

  router.get('/visits/:visitId/form', async (request, response: Response<FormView>) => {
    const actor = await authenticate(request);
    const visit = await deps.visitFor(actor, 'form.view', request.params.visitId);
    await deps.looks.once(actor.id, `form ${visit._id}`, () =>
      deps.trail.append({ act: 'form.viewed', actor: inTrail(actor), object: { kind: 'visit', id: visit._id }, visitId: visit._id }));
    response.json(await viewForm(deps, actor, visit));
  });

  router.post('/visits/:visitId/answers', async (request, response: Response<AnswersReply>) => {
    const actor = await authenticate(request);
    const { answers } = sendAnswersSchema.parse(request.body);
    response.json(await sendAnswers(deps, actor, request.params.visitId, answers, request.headers['accept-language']));
  });

  router.get('/visits/:visitId/form/revisions', async (request, response: Response<FormRevisions>) => {
    const actor = await authenticate(request);
    const visit = await deps.visitFor(actor, 'form.view', request.params.visitId);
    await deps.looks.once(actor.id, `form ${visit._id}`, () =>
      deps.trail.append({ act: 'form.viewed', actor: inTrail(actor), object: { kind: 'visit', id: visit._id }, visitId: visit._id }));
    response.json(await viewRevisions(deps, actor, visit));
  });

  router.get('/visits/:visitId/form/history', async (request, response: Response<LineHistory>) => {
    const actor = await authenticate(request);
    const { itemId } = historyQuerySchema.parse(request.query);
    const visit = await deps.visitFor(actor, 'form.view', request.params.visitId);
    const shown = await viewForm(deps, actor, visit);
    const line = shown.lines.find((one) => one.itemId === itemId);
    const known = line && (await deps.answers.ofLine(visit._id, itemId));
    const inClear = known?.at(-1)?.value === line?.value || JSON.stringify(known?.at(-1)?.value) === JSON.stringify(line?.value);
    // Old values are shown to whoever sees the present one in the clear, and to nobody else.
    const evidenceIds = line?.evidenceIds ?? [];
    response.json({ answers: inClear && known ? known.map(({ _id: _, visitId: __, ...answer }) => ({ ...answer, evidenceIds })) : [] });
  });

  return router;
}
