import type { Response } from 'express';
import { Router } from 'express';
import type { Authenticate } from '../http.ts';
import { requireAbility } from '../people/requireAbility.ts';
import type { BoardView, DrawView, ExchangeView, ScoreList, ScoreView, SpotCheckList, SpotCheckView } from './contract.ts';
import { scoreSchema, spotCheckSchema } from './contract.ts';
import { drawSpotCheck, viewOfSpotCheck } from './drawSpotCheck.ts';
import { drawVisit } from './drawVisit.ts';
import { giveScore, viewOfScore } from './giveScore.ts';
import type { SupervisionDeps } from './supervisionDeps.ts';
import { takeLead } from './takeLead.ts';
import { viewBoard, viewExchange } from './viewExchange.ts';

/** Spot checks shown. */
const MAX_LISTED = 50;

export function supervisionRoutes(deps: SupervisionDeps, authenticate: Authenticate): Router {
  const router = Router();

  router.get('/supervision/board', async (request, response: Response<BoardView>) => {
    const actor = await authenticate(request);
    await requireAbility(deps.trail, actor, 'visit.watch');
    response.json(await viewBoard(deps));
  });

  router.post('/supervision/draw', async (request, response: Response<DrawView>) => {
    const actor = await authenticate(request);
    await requireAbility(deps.trail, actor, 'visit.watch');
    response.json(await drawVisit(deps, actor));
  });

  router.get('/supervision/spot-checks', async (request, response: Response<SpotCheckList>) => {
    const actor = await authenticate(request);
    await requireAbility(deps.trail, actor, 'spotCheck.draw');
    response.json({ spotChecks: (await deps.supervision.spotChecks(MAX_LISTED)).map(viewOfSpotCheck) });
  });

  router.post('/supervision/spot-checks', async (request, response: Response<SpotCheckView>) => {
    const actor = await authenticate(request);
    const wish = spotCheckSchema.parse(request.body);
    await requireAbility(deps.trail, actor, 'spotCheck.draw');
    response.status(201).json(await drawSpotCheck(deps, actor, wish));
  });

  router.get('/visits/:visitId/exchange', async (request, response: Response<ExchangeView>) => {
    const actor = await authenticate(request);
    response.json(await viewExchange(deps, actor, await deps.visitFor(actor, 'exchange.view', request.params.visitId)));
  });

  router.post('/visits/:visitId/lead', async (request, response: Response<ExchangeView>) => {
    response.json(await takeLead(deps, await authenticate(request), request.params.visitId));
  });

  router.get('/visits/:visitId/scores', async (request, response: Response<ScoreList>) => {
    const actor = await authenticate(request);
    const visit = await deps.visitFor(actor, 'visit.score', request.params.visitId);
    const scores = await deps.supervision.scoresOf(visit._id);
    const own = scores.find(({ byId }) => byId === actor.id);
    response.json({ scores: scores.map(viewOfScore), ...(own && { own: viewOfScore(own) }) });
  });

  router.post('/visits/:visitId/score', async (request, response: Response<ScoreView>) => {
    const actor = await authenticate(request);
    response.json(await giveScore(deps, actor, request.params.visitId, scoreSchema.parse(request.body)));
  });

  return router;
}
