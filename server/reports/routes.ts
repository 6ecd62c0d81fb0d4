import type { Request, Response } from 'express';
import { Router } from 'express';
import type { Authenticate } from '../http.ts';
import type { Action } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { CaseFile } from '../procedures/contract.ts';
import type { InterviewList, ReportView } from './contract.ts';
import { addInterviewSchema, reportQuerySchema, reviewReportSchema, saveReportSchema, submitReportSchema } from './contract.ts';
import { addInterview, viewInterviews } from './interviews.ts';
import type { ReportDeps } from './reportDeps.ts';
import { reviewReport, submitReport } from './reviewReport.ts';
import { viewReport } from './viewReport.ts';
import { generateReport, saveReport } from './writeReport.ts';

export function reportRoutes(deps: ReportDeps, authenticate: Authenticate): Router {
  const router = Router();
  type CaseRequest = Request<{ caseId: string }>;

  async function enter(request: CaseRequest, action: Action): Promise<{ actor: Actor; file: CaseFile }> {
    const actor = await authenticate(request);
    return { actor, file: await deps.requireCase(actor, action, request.params.caseId) };
  }

  router.get('/cases/:caseId/report', async (request: CaseRequest, response: Response<ReportView>) => {
    const { version } = reportQuerySchema.parse(request.query);
    const { actor, file } = await enter(request, 'report.view');
    await deps.trail.append({
      act: 'report.viewed', actor: inTrail(actor), object: { kind: 'case', id: file.id }, details: version === undefined ? {} : { version },
    });
    response.json(await viewReport(deps, actor, file, version));
  });

  router.post('/cases/:caseId/report/draft', async (request: CaseRequest, response: Response<ReportView>) => {
    const { actor, file } = await enter(request, 'report.write');
    await generateReport(deps, actor, file);
    response.status(201).json(await viewReport(deps, actor, file));
  });

  router.post('/cases/:caseId/report/versions', async (request: CaseRequest, response: Response<ReportView>) => {
    const written = saveReportSchema.parse(request.body);
    const { actor, file } = await enter(request, 'report.write');
    await saveReport(deps, actor, file, written);
    response.status(201).json(await viewReport(deps, actor, file));
  });

  router.post('/cases/:caseId/report/submission', async (request: CaseRequest, response: Response<ReportView>) => {
    const wanted = submitReportSchema.parse(request.body);
    const { actor, file } = await enter(request, 'report.write');
    await submitReport(deps, actor, file, wanted);
    response.json(await viewReport(deps, actor, file));
  });

  // Whoever may act on the case gets as far as the case's rules, which say by name why an author does not review.
  router.post('/cases/:caseId/report/review', async (request: CaseRequest, response: Response<ReportView>) => {
    const review = reviewReportSchema.parse(request.body);
    const { actor, file } = await enter(request, 'case.act');
    await reviewReport(deps, actor, file, review);
    response.json(await viewReport(deps, actor, file));
  });

  router.get('/cases/:caseId/interviews', async (request: CaseRequest, response: Response<InterviewList>) => {
    const { actor, file } = await enter(request, 'interview.view');
    await deps.trail.append({ act: 'interview.viewed', actor: inTrail(actor), object: { kind: 'case', id: file.id } });
    response.json(await viewInterviews(deps, actor, deps.viewerFor(actor, file), file));
  });

  router.post('/cases/:caseId/interviews', async (request: CaseRequest, response: Response<InterviewList>) => {
    const heard = addInterviewSchema.parse(request.body);
    const { actor, file } = await enter(request, 'interview.add');
    await addInterview(deps, actor, file, heard);
    response.status(201).json(await viewInterviews(deps, actor, deps.viewerFor(actor, file), file));
  });

  return router;
}
