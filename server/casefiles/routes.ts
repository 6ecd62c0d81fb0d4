import type { Response } from 'express';
import { Router } from 'express';
import { UserError } from '../errors.ts';
import type { Authenticate } from '../http.ts';
import type { Action } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { VisitId, VisitState } from '../visits/contract.ts';
import { Looks } from '../visits/Looks.ts';
import type { VisitLock } from '../visits/VisitLock.ts';
import type { CaseFile } from './caseFile.ts';
import { viewOfCaseFile } from './caseFile.ts';
import type { CaseFileId, CaseFileList, CaseFileView } from './contract.ts';
import { requestCaseFileSchema } from './contract.ts';
import type { CaseFileActDeps } from './requestCaseFile.ts';
import { cancelCaseFile, requestCaseFile } from './requestCaseFile.ts';

export interface CaseFileRouteDeps extends CaseFileActDeps {
  readonly keepMs: number;
  /** One request of a visit at a time. */
  readonly lock: Pick<VisitLock, 'run'>;
  /** The visit, when this person may do this to it; throws otherwise. */
  readonly visitFor: (actor: Actor, action: Action, visitId: string) => Promise<{ _id: VisitId; state: VisitState }>;
}

export function caseFileRoutes(deps: CaseFileRouteDeps, authenticate: Authenticate): Router {
  const router = Router();
  const looks = new Looks(deps.now);
  const view = (file: CaseFile): CaseFileView => viewOfCaseFile(file, deps.keepMs, deps.files.progressOf(file._id));

  const fileFor = async (actor: Actor, id: string): Promise<CaseFile> => {
    const file = await deps.store.file(id as CaseFileId);
    if (!file) throw new UserError('caseFile.unknown');
    await deps.visitFor(actor, 'caseFile.export', file.visitId);
    return file;
  };

  router.get('/visits/:visitId/case-files', async (request, response: Response<CaseFileList>) => {
    const actor = await authenticate(request);
    const visit = await deps.visitFor(actor, 'caseFile.export', request.params.visitId);
    response.json({ caseFiles: (await deps.store.ofVisit(visit._id)).map(view) });
  });

  router.post('/visits/:visitId/case-files', async (request, response: Response<CaseFileView>) => {
    const actor = await authenticate(request);
    const { purpose } = requestCaseFileSchema.parse(request.body);
    const visit = await deps.visitFor(actor, 'caseFile.export', request.params.visitId);
    response.status(202).json(view(await deps.lock.run(visit._id, () => requestCaseFile(deps, actor, visit, purpose))));
  });

  router.post('/case-files/:id/cancel', async (request, response: Response<CaseFileView>) => {
    const actor = await authenticate(request);
    response.json(view(await cancelCaseFile(deps, actor, await fileFor(actor, request.params.id))));
  });

  /** The finished ZIP. A download that broke off goes on with a range, under the same ETag. */
  router.get('/case-files/:id/file', async (request, response) => {
    const actor = await authenticate(request);
    const file = await fileFor(actor, request.params.id);
    if (file.state !== 'ready' || file.manifestSha256 === undefined) throw new UserError('caseFile.gone');
    // The pieces of one download are one look.
    await looks.once(actor.id, file._id, () =>
      deps.trail.append({ act: 'caseFile.downloaded', actor: inTrail(actor), object: { kind: 'caseFile', id: file._id }, visitId: file.visitId }));
    response.set({ ETag: `"${file.manifestSha256}"`, 'Content-Disposition': `attachment; filename="casefile-${file.visitId}-v${file.version}.zip"` });
    response.type('application/zip').sendFile(deps.files.pathOf(file._id), { dotfiles: 'allow', cacheControl: false });
  });

  return router;
}
