import type { Response } from 'express';
import { Router } from 'express';
import { UserError } from '../errors.ts';
import type { Authenticate } from '../http.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { DocumentId, DocumentList, DocumentProof, DocumentView } from './contract.ts';
import { codeSchema, issueDocumentSchema } from './contract.ts';
import type { DocumentDeps } from './documentDeps.ts';
import { issueDocument } from './issueDocument.ts';
import { proveDocument } from './proveDocument.ts';
import type { DocumentRecord } from './store.ts';
import { summaryOf, viewOfDocument } from './viewDocument.ts';

export function documentRoutes(deps: DocumentDeps, authenticate: Authenticate): Router {
  const router = Router();

  router.get('/cases/:caseId/documents', async (request, response: Response<DocumentList>) => {
    const actor = await authenticate(request);
    const { caseId } = request.params;
    await deps.requireCase(actor, 'document.view', caseId);
    const { seen, issued } = await deps.kindsFor(actor, caseId);
    const found = (await deps.documents.ofCase(caseId)).filter(({ kind }) => seen.includes(kind));
    response.json({ documents: found.map(summaryOf), mayIssue: issued });
  });

  router.post('/cases/:caseId/documents', async (request, response: Response<DocumentView>) => {
    const actor = await authenticate(request);
    const { kind } = issueDocumentSchema.parse(request.body);
    const { caseId } = request.params;
    await deps.requireCase(actor, 'document.issue', caseId);
    if (!(await deps.kindsFor(actor, caseId)).issued.includes(kind)) throw new UserError('access.denied');
    const record = await issueDocument(deps, actor, caseId, kind);
    response.json(viewOfDocument(record, deps.checkUrl(record.code)));
  });

  router.get('/documents/:documentId', async (request, response: Response<DocumentView>) => {
    const record = await find(await authenticate(request), request.params.documentId);
    response.json(viewOfDocument(record, deps.checkUrl(record.code)));
  });

  router.get('/documents/:documentId/pdf', async (request, response) => {
    const record = await find(await authenticate(request), request.params.documentId);
    const name = encodeURIComponent(`${record.content.title} ${record.number}.pdf`);
    response
      .set({ 'Content-Type': 'application/pdf', 'Content-Disposition': `inline; filename*=UTF-8''${name}` })
      .send(await deps.files.read(record.sha256));
  });

  // For anybody: it holds no person and no content, and checking it is no act, or each check would change the log.
  router.get('/document-proofs/:code', async (request, response: Response<DocumentProof>) => {
    const code = codeSchema.safeParse(request.params.code);
    if (!code.success) throw new UserError('document.unknown');
    response.json(await proveDocument(deps, code.data));
  });

  /** The document, when this person may see it; the look is in the trail first. */
  async function find(actor: Actor, documentId: string): Promise<DocumentRecord> {
    const record = await deps.documents.document(documentId as DocumentId);
    // Who may see no case learns nothing of which documents there are.
    await deps.requireCase(actor, 'document.view', record?.caseId ?? '');
    if (!record) throw new UserError('document.unknown');
    if (!(await deps.kindsFor(actor, record.caseId)).seen.includes(record.kind)) throw new UserError('access.denied');
    await deps.trail.append({
      act: 'document.viewed',
      actor: inTrail(actor),
      object: { kind: 'document', id: record._id },
      details: { caseId: record.caseId, kind: record.kind, version: record.version },
    });
    return record;
  }

  return router;
}
