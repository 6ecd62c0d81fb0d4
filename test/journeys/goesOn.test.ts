import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../server/demo.ts';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { launchBrowser } from '../support/browser.ts';
import { downloadHls } from '../support/downloadHls.ts';
import { unwrapNumbers } from '../support/flashAndBeep.ts';
import { decodeErrors, probe, readFrames } from '../support/judge.ts';
import { CAMERA_FPS, makeCamera } from '../support/makeCamera.ts';
import { rememberStreams } from '../support/sourceOffset.ts';
import type { Client, RunningPlatform } from '../support/startPlatform.ts';
import { startPlatform } from '../support/startPlatform.ts';
import { until } from '../support/until.ts';
import { bringTo, done } from '../support/visitActs.ts';
import { closeVisit, goLive, PHONE_SCREEN, signInOn } from '../support/visitPhone.ts';

describe('a phone that is disturbed while it films', { timeout: 120_000 }, () => {
  let running: RunningPlatform;
  let browser: Browser;
  let phone: Page;
  let investigator: Client;
  let folder: string;
  let visitId: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'goes-on-'));
    running = await startPlatform({ pageDir: join(import.meta.dirname, '../../web/dist') });
    browser = await launchBrowser(await makeCamera());
    phone = await (await browser.newContext({ ...PHONE_SCREEN, permissions: ['camera', 'microphone'] })).newPage();
    await rememberStreams(phone);
    investigator = await running.signIn('investigator');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await running.stop();
    await rm(folder, { recursive: true });
  });

  const detail = (): Promise<VisitDetail> => investigator.get(`/api/visits/${visitId}`);
  const cameraTrack = async (): Promise<string | undefined> => (await detail()).tracks.find(({ source }) => source === 'camera')?.trackId;
  const filmsAgain = async (before: string | undefined): Promise<void> => {
    await until(async () => { const now = await cameraTrack(); return now !== undefined && now !== before; }, 'another picture from the same camera', 20_000);
    await phone.locator('[data-testid=recording-badge][data-state=on]').waitFor({ timeout: 10_000 });
  };

  it('goes on by itself when its page is loaded again', async () => {
    await signInOn(phone, running.url, 'investigator', DEMO_PASSWORD);
    const partner = await (await browser.newContext(PHONE_SCREEN)).newPage();
    await signInOn(partner, running.url, 'investigator2', DEMO_PASSWORD);
    visitId = await goLive(phone, partner);
    await delay(3_000);
    const before = await cameraTrack();
    await phone.reload();
    await filmsAgain(before);
  });

  it('takes the camera up again that another app took away', async () => {
    await delay(2_000);
    const streams = await phone.evaluate(() => window.observedStreams?.length ?? 0);
    await phone.evaluate(() => {
      const track = window.observedStreams?.at(-1)?.getVideoTracks()[0];
      track?.stop();
      // What a page hears when the system stops a track; a page's own stop is silent.
      track?.dispatchEvent(new Event('ended'));
    });
    await until(() => phone.evaluate((count) => (window.observedStreams?.length ?? 0) > count, streams), 'the camera opened again', 10_000);
    await phone.locator('[data-testid=recording-badge][data-state=on]').waitFor({ timeout: 15_000 });
    await delay(3_000);
  });

  it('films nobody in a page that was opened anew', async () => {
    const page = await phone.context().newPage();
    await page.goto(`${running.url}/visits/${visitId}`);
    await page.getByTestId('visit-state').waitFor();
    await delay(1_000);
    expect(await page.getByTestId('live-preview').count()).toBe(0);
    await page.close();
  });

  it('left one archive in which ffmpeg finds nothing wrong, and every hole is on the ledger', async () => {
    await bringTo({ first: investigator, second: await running.signIn('investigator2') }, visitId, 'signed');
    await closeVisit(phone);
    const { recording } = await detail();
    for (const gap of recording?.gaps.filter(({ toExplain }) => toExplain) ?? []) await done(investigator, visitId, { act: 'explainGap', gapId: gap.id, explanation: '手机页面重新打开' });
    await until(async () => (await detail()).state === 'sealed', 'the seal', 20_000);
    const playlist = await downloadHls(await running.signIn('reviewer'), visitId, join(folder, 'hls'));
    expect(await decodeErrors(playlist)).toEqual([]);
    expect([...new Set((await probe(playlist)).tracks.map(({ kind }) => kind))].sort()).toEqual(['audio', 'video']);
    const frames = await readFrames(playlist);
    const numbers = unwrapNumbers(frames).filter((number) => number !== undefined);
    expect(numbers.length).toBeGreaterThan(6 * CAMERA_FPS);
    const holes = frames.slice(1).filter(({ atS }, index) => atS - (frames[index]?.atS ?? 0) > 0.5).length;
    expect(holes).toBeLessThanOrEqual(recording?.gaps.filter(({ source }) => source === 'camera').length ?? 0);
  });
});
