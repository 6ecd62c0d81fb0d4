import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../../server/config.ts';
import type { RunningPlatform } from '../../support/startPlatform.ts';
import { ask, startPlatform } from '../../support/startPlatform.ts';
import { bringTo } from '../../support/visitActs.ts';

const SECRET = 'shared-with-the-relay';
const URLS = ['turn:relay.example:3478?transport=udp', 'turns:relay.example:443?transport=tcp'];

describe('a relay for phones behind a strict network', () => {
  let running: RunningPlatform;
  const visitId = 'demo-visit-1';

  beforeAll(async () => {
    running = await startPlatform({ env: { TURN_URLS: URLS.join(','), TURN_SECRET: SECRET } });
    await bringTo({ first: await running.signIn('investigator'), second: await running.signIn('investigator2') }, visitId, 'arrived');
  });
  afterAll(() => running.stop());

  test('is told to whoever has joined, with a password of theirs that ends by itself', async () => {
    const socket = running.connect(await running.signIn('investigator'));
    const joined = await ask(socket, 'live:join', { visitId, as: 'publisher' });
    if (!joined.ok) throw new Error(joined.error.code);
    const [server] = joined.value.transport.iceServers ?? [];
    expect(server?.urls).toEqual(URLS);
    const [end, who] = (server?.username ?? '').split(':');
    expect(who).toBe('demo-investigator');
    expect(Number(end) * 1000 - Date.now()).toBeGreaterThan(3_600_000);
    expect(Number(end) * 1000 - Date.now()).toBeLessThanOrEqual(12 * 3_600_000);
    // As the relay computes it (TURN REST).
    expect(server?.credential).toBe(createHmac('sha1', SECRET).update(server?.username ?? '').digest('base64'));
    socket.close();
  });

  test('beside it media goes by UDP and, where that is blocked, by TCP', async () => {
    const socket = running.connect(await running.signIn('investigator'));
    const joined = await ask(socket, 'live:join', { visitId, as: 'publisher' });
    if (!joined.ok) throw new Error(joined.error.code);
    expect((joined.value.transport.iceCandidates as { protocol: string }[]).map(({ protocol }) => protocol).sort()).toEqual(['tcp', 'udp']);
    socket.close();
  });

  test('needs addresses of the right kind, and its secret', () => {
    expect(() => readConfig({ TURN_URLS: URLS.join(',') }, [])).toThrow(ConfigError);
    expect(() => readConfig({ TURN_URLS: 'https://relay.example', TURN_SECRET: SECRET }, [])).toThrow('TURN_URLS');
    expect(readConfig({}, []).turn).toBeUndefined();
  });
});
