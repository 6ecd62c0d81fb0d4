import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ErrorRequestHandler, Express, Request, RequestHandler, Router } from 'express';
import compression from 'compression';
import express from 'express';
import type { Log } from '../sfu/contract.ts';
import { languageOf, publicError, UserError } from './errors.ts';
import type { Actor } from './people/authenticate.ts';

/** Who is behind a request; throws a UserError when nobody is signed in. */
export type Authenticate = (request: Request) => Promise<Actor>;

/** The largest JSON body: a form, never a file. */
const MAX_JSON_BYTES = 256 * 1024;

/**
 * What pages may do: only what this server itself serves, plus blobs for pictures that are being taken and
 * media that is being played. WebAssembly hashes evidence in the page.
 */
const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'self'",
].join('; ');

export interface HttpParts {
  /** Everything below `/api`. */
  readonly routers: readonly Router[];
  /** The built page; without it only the API answers. */
  readonly pageDir?: string;
  readonly log: Log;
}

/** The Express app, not listening. */
export function createHttp({ routers, pageDir, log }: HttpParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(protect);
  app.use('/api', (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  // For devices that measure how far their clocks are off; it tells nobody anything and needs no sign-in.
  app.get('/api/clock', (_request, response) => void response.json({ nowMs: Date.now() }));
  app.use('/api', express.json({ limit: MAX_JSON_BYTES }), ...routers);
  app.use('/api', () => {
    throw new UserError('route.unknown');
  });
  if (pageDir !== undefined) {
    app.use(compression());
    app.use('/assets', express.static(join(pageDir, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }));
    app.use(express.static(pageDir, { index: false, maxAge: 0 }));
    // Every other address is a page of the app, which has its own answer for unknown ones.
    app.get('/{*page}', (_request, response) => response.sendFile(join(pageDir, 'index.html')));
  }
  app.use(answerError(log));
  return app;
}

const protect: RequestHandler = (_request, response, next) => {
  response.set({
    'Content-Security-Policy': PAGE_POLICY,
    'Permissions-Policy': 'camera=(self), microphone=(self), geolocation=(self), screen-wake-lock=(self)',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  });
  next();
};

function answerError(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const requestId = randomUUID();
    const { status, code, message, ours, fields } = publicError(notFoundAsRoute(error), languageOf(request.headers['accept-language']));
    if (ours) log.error({ err: error, requestId, method: request.method, path: request.path }, 'a request failed');
    // Half an answer cannot be taken back; ending the connection tells the page that it is not whole.
    if (response.headersSent) return next(error);
    response.status(status).json({ error: { code, message, requestId, ...(fields && { fields }) } });
  };
}

/** A static file that is not there is an unknown address, not our fault. */
function notFoundAsRoute(error: unknown): unknown {
  return error instanceof Error && (error as { status?: unknown }).status === 404 ? new UserError('route.unknown') : error;
}
