import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { DEMO_PASSWORD } from '../../server/demo.ts';
import { launchBrowser } from '../support/browser.ts';
import { downloadHls } from '../support/downloadHls.ts';
import { unwrapNumbers } from '../support/flashAndBeep.ts';
import { freePort } from '../support/freePort.ts';
import { decodeErrors, readFrames } from '../support/judge.ts';
import { LossyRelay, RELAY_ADDRESS } from '../support/LossyRelay.ts';
import { CAMERA_FPS, makeCamera } from '../support/makeCamera.ts';
import type { Client, RunningPlatform } from '../support/startPlatform.ts';
import { startPlatform } from '../support/startPlatform.ts';
import { until } from '../support/until.ts';
import { closeVisit, goLive, PHONE_SCREEN, signInOn } from '../support/visitPhone.ts';
import { bringTo, done } from '../support/visitActs.ts';

const OUTAGE_MS = 6_000;

/** Everything between the phone and the platform goes through a line that a test can cut. */
describe('a visit whose line is gone for a while', { timeout: 120_000 }, () => {
  let running: RunningPlatform;
  let relay: LossyRelay;
  let browser: Browser;
  let phone: Page;
  let investigator: Client;
  let folder: string;
  let visitId: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outage-'));
    const mediaPort = await freePort();
    running = await startPlatform({
      pageDir: join(import.meta.dirname, '../../web/dist'),
      env: { MEDIA_PORT: String(mediaPort), MEDIA_ANNOUNCED_ADDRESS: RELAY_ADDRESS },
    });
    relay = await LossyRelay.open(running.url, mediaPort);
    browser = await launchBrowser(await makeCamera());
    phone = await (await browser.newContext({ ...PHONE_SCREEN, permissions: ['camera', 'microphone'] })).newPage();
    investigator = await running.signIn('investigator');
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await relay.close();
    await running.stop();
    await rm(folder, { recursive: true });
  });

  const detail = (): Promise<VisitDetail> => investigator.get(`/api/visits/${visitId}`);

  it('comes back by itself, and the phone sends what the line lost', async () => {
    await signInOn(phone, relay.url, 'investigator', DEMO_PASSWORD);
    const partner = await (await browser.newContext(PHONE_SCREEN)).newPage();
    await signInOn(partner, relay.url, 'investigator2', DEMO_PASSWORD);
    visitId = await goLive(phone, partner);
    await delay(4_000);
    relay.cut();
    await phone.locator('[data-testid=network-state][data-state=reconnecting]').waitFor({ timeout: OUTAGE_MS });
    await phone.locator('[data-testid=device-media][data-keeping=keeping]').filter({ hasText: /还可存约 \d+ 分钟/u }).waitFor();
    await delay(OUTAGE_MS / 2);
    relay.heal();
    await phone.locator('[data-testid=network-state][data-state=live]').waitFor({ timeout: 15_000 });
    await until(async () => {
      // A busy machine stalls now and then besides; such a gap explains itself.
      const gaps = ((await detail()).recording?.gaps ?? []).filter(({ toExplain }) => toExplain);
      // The line was gone for both; a busy machine may add short losses of its own around it.
      return ['camera', 'microphone'].every((source) => gaps.some((gap) => gap.source === source && gap.cause === 'network' && gap.filling === 'wholly'));
    }, 'gaps that the phone has filled', 40_000);
  });

  it('keeps the gap on record, says who filled it, and is sealed once it is explained', async () => {
    await bringTo({ first: investigator, second: await running.signIn('investigator2') }, visitId, 'signed');
    expect(await closeVisit(phone)).toBe('closed');
    const { recording } = await detail();
    for (const gap of recording?.gaps.filter(({ toExplain }) => toExplain) ?? []) {
      await done(investigator, visitId, { act: 'explainGap', gapId: gap.id, explanation: '电梯里没有信号' });
    }
    // A piece that was announced still comes first.
    await until(async () => (await detail()).state === 'sealed', 'the seal', 20_000);
    const trail = await running.platform.trail.ofVisit(visitId);
    expect(trail.map(({ act }) => act)).toEqual(expect.arrayContaining(['recording.gapOpened', 'recording.piecesExpected', 'recording.pieceAdded']));
  });

  it('left a recording that shows every moment of the outage', async () => {
    const playlist = await downloadHls(await running.signIn('reviewer'), visitId, join(folder, 'hls'));
    expect(await decodeErrors(playlist)).toEqual([]);
    const numbers = unwrapNumbers(await readFrames(playlist)).filter((number) => number !== undefined);
    const steps = numbers.slice(1).map((number, index) => number - (numbers[index] ?? 0));
    // Half a second is the promise, which the bench `capture` measures; a busy machine's encoder also leaves pictures out.
    expect(Math.max(...steps)).toBeLessThanOrEqual(CAMERA_FPS);
    expect((numbers.at(-1) ?? 0) - (numbers[0] ?? 0)).toBeGreaterThan(10 * CAMERA_FPS);
  });
});
