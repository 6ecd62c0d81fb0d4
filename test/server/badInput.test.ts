import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client, RunningPlatform } from '../support/startPlatform.ts';
import { ask, codeOf, startPlatform } from '../support/startPlatform.ts';
import { act, bringTo } from '../support/visitActs.ts';

describe('bad input', () => {
  let running: RunningPlatform;
  let investigator: Client;

  beforeAll(async () => {
    running = await startPlatform({ env: { LOG_LEVEL: 'silent' } });
    investigator = await running.signIn('investigator');
  });
  afterAll(() => running.stop());

  const signIn = (body: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${running.url}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

  it('a wrong password and an unknown name get one and the same answer', async () => {
    for (const username of ['supervisor', 'nobody']) {
      const response = await signIn(JSON.stringify({ username, password: 'wrong' }));
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: { code: 'signIn.wrong', message: '用户名或密码不正确。' } });
    }
  });

  it('answers in English to who asks in English', async () => {
    const response = await signIn(JSON.stringify({ username: 'x', password: 'y' }), { 'accept-language': 'en-GB' });
    expect(await response.json()).toMatchObject({ error: { message: 'The user name or the password is not right.' } });
  });

  it.each([
    ['broken JSON', '{"username":', 400, 'input.invalid'],
    ['a field too many', '{"username":"a","password":"b","role":"orgAdmin"}', 400, 'input.invalid'],
    ['a wrong type', '{"username":{"$ne":null},"password":"b"}', 400, 'input.invalid'],
    ['a huge body', JSON.stringify({ username: 'a', password: 'x'.repeat(300_000) }), 413, 'input.tooLarge'],
  ])('%s is refused without a stack trace', async (_name, body, status, code) => {
    const response = await signIn(body);
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ error: { code } });
    expect(text).not.toMatch(/ at |node_modules|\.ts/u);
  });

  it('a forged session is an expired one', async () => {
    const response = await fetch(`${running.url}/api/visits`, { headers: { cookie: 'session=forged' } });
    expect(await codeOf(response)).toBe('session.expired');
  });

  it('an unknown visit, an unknown photo and an unknown address say so', async () => {
    expect(await codeOf(await act(investigator, 'none', { act: 'start' }))).toBe('visit.unknown');
    expect(await codeOf(await investigator.fetch('/api/evidence/none/thumbnail'))).toBe('evidence.unknown');
    const lost = await investigator.fetch('/api/nowhere');
    expect([lost.status, await codeOf(lost)]).toEqual([404, 'route.unknown']);
    expect((await investigator.fetch('/api/visits/%E0%A4%A')).status).toBe(400);
  });

  it('a visit can’t be closed before it is started', async () => {
    const response = await act(investigator, 'demo-visit-2', { act: 'close' });
    expect([response.status, await codeOf(response)]).toEqual([409, 'visit.notInThisState']);
  });

  it('a visit needs two different investigators of the organisation', async () => {
    const orgAdmin = await running.signIn('orgadmin');
    const wish = (first: string, second: string): unknown =>
      ({ householdId: 'demo-household-1', investigatorIds: [first, second], appointedAtMs: Date.now() });
    expect(await codeOf(await orgAdmin.post('/api/visits', wish('demo-investigator', 'demo-investigator')))).toBe('visit.twoInvestigators');
    expect(await codeOf(await orgAdmin.post('/api/visits', wish('demo-investigator', 'demo-reviewer')))).toBe('visit.investigatorUnknown');
    expect((await orgAdmin.post('/api/visits', wish('demo-investigator', 'demo-investigator2'))).status).toBe(201);
  });

  it('a live message of the wrong shape is refused and the connection lives on', async () => {
    const socket = running.connect(investigator);
    for (const wrong of [undefined, null, 7, 'x', [], {}, { visitId: 'x'.repeat(100), as: 'watcher' }, { visitId: 'v', as: 'owner' }]) {
      expect(await ask(socket, 'live:join', wrong)).toMatchObject({ ok: false, error: { code: 'input.invalid' } });
    }
    expect(await socket.timeout(5_000).emitWithAck('live:everything', {})).toMatchObject({ ok: false, error: { code: 'route.unknown' } });
    socket.emit('live:join', 'no acknowledgement asked for');
    expect(await ask(socket, 'live:leave', { visitId: 'demo-visit-1' })).toMatchObject({ ok: true });
    socket.close();
  });

  it('media parameters that are none are refused and nothing crashes', async () => {
    await bringTo({ first: investigator, second: await running.signIn('investigator2') }, 'demo-visit-3', 'arrived');
    const socket = running.connect(investigator);
    const joined = await ask(socket, 'live:join', { visitId: 'demo-visit-3', as: 'publisher' });
    if (!joined.ok) throw new Error(joined.error.code);
    const visitId = 'demo-visit-3';
    for (const rtpParameters of [{}, { codecs: 'all' }, { codecs: [{}], encodings: [null] }]) {
      expect(await ask(socket, 'live:publish', { visitId, source: 'camera', kind: 'video', rtpParameters }))
        .toMatchObject({ ok: false, error: { code: 'live.badMedia' } });
    }
    expect(await ask(socket, 'live:connect', { visitId, transportId: joined.value.transport.id, dtlsParameters: { fingerprints: 1 } }))
      .toMatchObject({ ok: false, error: { code: 'live.badMedia' } });
    socket.close();
  });

  it('a second person can’t publish into a visit that is being streamed, the same person can take over', async () => {
    const first = running.connect(investigator);
    const again = running.connect(investigator);
    const other = running.connect(await running.signIn('investigator2'));
    const join = { visitId: 'demo-visit-1', as: 'publisher' };
    await bringTo({ first: investigator, second: await running.signIn('investigator2') }, 'demo-visit-1', 'arrived');
    expect(await ask(first, 'live:join', join)).toMatchObject({ ok: true });
    expect(await ask(other, 'live:join', join)).toMatchObject({ ok: false, error: { code: 'live.alreadyPublishing' } });
    const told = new Promise((resolve) => first.once('visit:roomClosed', resolve));
    expect(await ask(again, 'live:join', join)).toMatchObject({ ok: true });
    expect(await told).toEqual({ visitId: 'demo-visit-1', reason: 'takenOver' });
    for (const socket of [first, again, other]) socket.close();
  });
});
