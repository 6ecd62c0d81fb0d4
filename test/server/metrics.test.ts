import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningPlatform } from '../support/startPlatform.ts';
import { startPlatform } from '../support/startPlatform.ts';

const TOKEN = 'a token of Prometheus';
let running: RunningPlatform;

beforeAll(async () => {
  running = await startPlatform({ env: { METRICS_TOKEN: TOKEN } });
});
afterAll(() => running.stop());

const read = (authorization?: string): Promise<Response> =>
  fetch(`${running.url}/api/metrics`, { headers: authorization === undefined ? {} : { authorization } });

test('the numbers are for whoever has the token, and for nobody else', async () => {
  expect((await read()).status).toBe(401);
  expect((await read('Bearer another token')).status).toBe(401);
  const answer = await read(`Bearer ${TOKEN}`);
  expect(answer.headers.get('content-type')).toContain('text/plain');
  const text = await answer.text();
  expect(text).toMatch(/^visits_sfu_workers 1$/mu);
  expect(text).toMatch(/^visits_recorder_recordings 0$/mu);
  expect(text).toMatch(/^visits_server_process_cpu_seconds_total /mu);
  // Whoever asks twice gets them twice.
  await delay(20);
  expect(await (await read(`Bearer ${TOKEN}`)).text()).toContain('visits_track_lost_packets');
});

test('without a token in the settings there is nothing to read', async () => {
  const other = await startPlatform();
  try {
    expect((await fetch(`${other.url}/api/metrics`)).status).toBe(404);
  } finally {
    await other.stop();
  }
});
