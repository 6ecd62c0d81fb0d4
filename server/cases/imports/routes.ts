import type { Response } from 'express';
import express, { Router } from 'express';
import type { Authenticate } from '../../http.ts';
import { requireAbility } from '../../people/requireAbility.ts';
import { commitImport } from './commitImport.ts';
import type { ImportPreview, ImportResult } from './contract.ts';
import { importNameSchema, MAX_IMPORT_BYTES } from './contract.ts';
import type { ImportDeps } from './importDeps.ts';
import { previewImport } from './previewImport.ts';
import { importTemplate } from './template.ts';

export function importRoutes(deps: ImportDeps, authenticate: Authenticate): Router {
  const router = Router();

  router.get('/imports/template.csv', async (request, response) => {
    await requireAbility(deps.trail, await authenticate(request), 'case.import');
    response.attachment('cases-template.csv').type('text/csv; charset=utf-8').send(importTemplate());
  });

  router.post('/imports', async (request, response: Response<ImportPreview>) => {
    const actor = await authenticate(request);
    const { name } = importNameSchema.parse(request.query);
    await requireAbility(deps.trail, actor, 'case.import');
    // Read only for who may import: twenty megabytes are no small thing to hold for anybody.
    await new Promise<void>((resolve, reject) => {
      express.raw({ type: () => true, limit: MAX_IMPORT_BYTES })(request, response, (error?: Error | string) => {
        if (error === undefined) resolve();
        else reject(error instanceof Error ? error : new Error(error));
      });
    });
    response.json(await previewImport(deps, actor, name, Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)));
  });

  router.post('/imports/:importId/commit', async (request, response: Response<ImportResult>) => {
    const actor = await authenticate(request);
    await requireAbility(deps.trail, actor, 'case.import');
    response.json(await commitImport(deps, actor, request.params.importId));
  });

  return router;
}
