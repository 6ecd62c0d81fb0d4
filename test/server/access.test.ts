import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VisitList } from '../../server/visits/contract.ts';
import { LIVE_REQUESTS } from '../../server/visits/contract.ts';
import type { Client, RunningPlatform } from '../support/startPlatform.ts';
import { ask, codeOf, startPlatform } from '../support/startPlatform.ts';

/** Every route, with an id where it takes one. */
const ROUTES = [
  'GET /api/session', 'GET /api/staff', 'GET /api/cases', 'POST /api/cases', 'GET /api/cases/demo-household-1', 'POST /api/cases/demo-household-1', 'GET /api/cases/demo-household-1/draft',
  'POST /api/cases/demo-household-1/unmask', 'GET /api/imports/template.csv', 'POST /api/imports', 'POST /api/imports/x/commit', 'GET /api/organisations', 'POST /api/organisations', 'POST /api/villages', 'GET /api/accounts', 'POST /api/accounts', 'POST /api/accounts/demo-clerk', 'GET /api/visits', 'POST /api/visits', 'GET /api/visit-staff', 'POST /api/visit-pairs', 'GET /api/line-check', 'POST /api/line-check',
  'GET /api/visits/demo-visit-1', 'POST /api/visits/demo-visit-1/acts',
  'GET /api/visits/demo-visit-1/ink/i', 'GET /api/visits/demo-visit-1/form', 'GET /api/visits/demo-visit-1/form/history', 'POST /api/visits/demo-visit-1/answers', 'POST /api/visits/demo-visit-1/evidence',
  'GET /api/evidence/e/thumbnail', 'GET /api/evidence/e/original', 'GET /api/evidence/e/watermarked', 'GET /api/evidence/e/receipt', 'POST /api/evidence/e/description',
  'POST /api/evidence/uploads', 'PATCH /api/evidence/uploads/0', 'GET /api/visits/demo-visit-1/evidence', 'GET /api/visits/demo-visit-1/flags', 'POST /api/flags/f/ruling',
  'GET /api/visits/demo-visit-1/replay', 'POST /api/visits/demo-visit-1/replay/link', 'GET /api/visits/demo-visit-1/media/l/hls/index.m3u8', 'GET /api/visits/demo-visit-1/media/l/waveform/microphone',
  'GET /api/visits/demo-visit-1/media/l/archive/', 'GET /api/visits/demo-visit-1/media/l/archive/manifest.json', 'GET /api/visits/demo-visit-1/form/revisions',
] as const;

describe('access', () => {
  let running: RunningPlatform;
  let investigator: Client;
  let supervisor: Client;

  beforeAll(async () => {
    running = await startPlatform();
    investigator = await running.signIn('investigator');
    supervisor = await running.signIn('supervisor');
  });
  afterAll(() => running.stop());

  it.each(ROUTES)('gives nobody signed out anything: %s', async (route) => {
    const [method, path] = route.split(' ') as [string, string];
    const response = await fetch(running.url + path, { method });
    expect(response.status).toBe(401);
    expect(await codeOf(response)).toBe('session.required');
  });

  it('lets no connection in without a session', async () => {
    const socket = running.connect(undefined);
    const error = await new Promise<Error>((resolve) => socket.once('connect_error', resolve));
    expect(error.message).toBe('session.required');
    socket.close();
  });

  it('lets no page of another origin use a session', async () => {
    const { io } = await import('socket.io-client');
    const socket = io(running.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: { cookie: supervisor.cookie, origin: 'https://elsewhere.example' },
    });
    await new Promise((resolve) => socket.once('connect_error', resolve));
    expect(socket.connected).toBe(false);
    socket.close();
  });

  it('keeps an investigator from supervising, replaying and assigning, and writes the refusals into the trail', async () => {
    for (const path of ['/api/visits/demo-visit-1/replay', '/api/visits/demo-visit-1/media/l/archive/', '/api/imports/template.csv', '/api/staff']) {
      const response = await investigator.fetch(path);
      expect(response.status, path).toBe(403);
      expect(await codeOf(response)).toBe('access.denied');
    }
    const socket = running.connect(investigator);
    expect(await ask(socket, 'live:join', { visitId: 'demo-visit-1', as: 'watcher' })).toMatchObject({ ok: false, error: { code: 'access.denied' } });
    socket.close();

    expect((await running.platform.trail.verify()).ok).toBe(true);
  });

  it('keeps a supervisor from publishing', async () => {
    const socket = running.connect(supervisor);
    expect(await ask(socket, 'live:join', { visitId: 'demo-visit-1', as: 'publisher' })).toMatchObject({ ok: false, error: { code: 'access.denied' } });
    socket.close();
  });

  it('lets nobody act in a room they have not joined', async () => {
    const socket = running.connect(supervisor);
    const rtp = { visitId: 'demo-visit-1', trackId: 't', transportId: 't', source: 'camera', kind: 'video', rtpParameters: {}, rtpCapabilities: {}, dtlsParameters: {} };
    for (const event of ['live:connect', 'live:publish', 'live:watch', 'live:resume', 'live:unpublish', 'live:restartIce'] as const) {
      const shape = LIVE_REQUESTS[event].shape as Record<string, unknown>;
      const request = Object.fromEntries(Object.entries(rtp).filter(([key]) => key in shape));
      expect(await ask(socket, event, request), event).toMatchObject({ ok: false, error: { code: 'live.notJoined' } });
    }
    socket.close();
  });

  it('shows each person only what their role may see', async () => {
    const orgAdmin = await running.signIn('orgadmin');
    const { visits: masked } = await orgAdmin.get<VisitList>('/api/visits');
    expect(masked.map(({ household }) => household.applicantName).join()).toMatch(/^[^*]\*+,/u);
    expect((await orgAdmin.fetch('/api/visits/demo-visit-1')).status).toBe(403);
    const { visits: clear } = await supervisor.get<VisitList>('/api/visits');
    expect(clear.map(({ household }) => household.applicantName).join()).toMatch(/刘桂兰/u);
    const { visits: review } = await (await running.signIn('reviewer')).get<VisitList>('/api/visits');
    expect(JSON.stringify(review)).not.toMatch(/刘桂兰|13904716628/u);
  });

  it('ends a session for requests and live connections alike', async () => {
    const leaving = await running.signIn('supervisor');
    const socket = running.connect(leaving);
    await new Promise((resolve) => socket.once('connect', () => resolve(undefined)));
    expect((await leaving.fetch('/api/session', { method: 'DELETE' })).status).toBe(204);
    expect(await codeOf(await leaving.fetch('/api/visits'))).toBe('session.expired');
    expect(await ask(socket, 'live:leave', { visitId: 'demo-visit-1' })).toMatchObject({ ok: false, error: { code: 'session.expired' } });
    socket.close();
  });
});
