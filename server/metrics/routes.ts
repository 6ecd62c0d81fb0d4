import { createHash, timingSafeEqual } from 'node:crypto';
import { Router } from 'express';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { UserError } from '../errors.ts';
import type { MetricsSource } from './collectMetrics.ts';
import { collectMetrics } from './collectMetrics.ts';

/** `GET /api/metrics` for a Prometheus server that has the token. Without a token in the settings the route is not there. */
export function metricsRoutes(source: Omit<MetricsSource, 'process'>, token: string | undefined): Router {
  const router = Router();
  if (token === undefined) return router;
  const process = new Registry();
  collectDefaultMetrics({ register: process, prefix: 'visits_server_' });
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${token}`);
  router.get('/metrics', async (request, response) => {
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) throw new UserError('session.required');
    const { contentType, text } = await collectMetrics({ ...source, process });
    response.type(contentType).send(text);
  });
  return router;
}
