import type { Router } from 'express';
import type { Authenticate } from '../http.ts';
import type { UploadHandler } from './ResumableUploads.ts';

/** Puts resumable uploads at `path`. One method at a time: what tus does not know is an unknown address. */
export function routeUploads(router: Router, path: string, uploads: UploadHandler, authenticate: Authenticate): void {
  router.post(path, async (request, response) => uploads.handle(request, response, await authenticate(request)));
  for (const method of ['head', 'patch', 'delete'] as const) {
    router[method](`${path}/:uploadId`, async (request, response) => uploads.handle(request, response, await authenticate(request)));
  }
}
