import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../server/demo.ts';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { launchBrowser } from '../support/browser.ts';
import { shoot } from '../support/pageLooks.ts';
import type { RunningPlatform } from '../support/startPlatform.ts';
import { startPlatform } from '../support/startPlatform.ts';
import { until } from '../support/until.ts';
import { bringTo, done } from '../support/visitActs.ts';
import { PHONE_SCREEN, signInOn } from '../support/visitPhone.ts';

describe('a phone whose store was wiped', { timeout: 60_000 }, () => {
  let running: RunningPlatform;
  let browser: Browser;
  const visitId = 'demo-visit-1';

  beforeAll(async () => {
    running = await startPlatform({ pageDir: join(import.meta.dirname, '../../web/dist') });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await running.stop();
  });

  it('is told what the server still waits for, and the visit is sealed once a person has said that it will not come', async () => {
    const pair = { first: await running.signIn('investigator'), second: await running.signIn('investigator2') };
    const detail = (): Promise<VisitDetail> => pair.first.get(`/api/visits/${visitId}`);
    await bringTo(pair, visitId, 'signed');
    const lost = ['a', 'b'].map((one) => ({ sha256: one.repeat(64), sources: ['camera', 'microphone'], startMs: Date.now() - 20_000, endMs: Date.now() - 10_000 }));
    expect((await pair.first.post(`/api/visits/${visitId}/pieces/expected`, { pieces: lost })).status).toBe(200);
    await done(pair.first, visitId, { act: 'close' });
    await done(pair.first, visitId, { act: 'explainNoRecording', reason: '设备故障，改用纸质记录' });
    expect((await detail()).sealedAtMs).toBeUndefined();

    const phone = await (await browser.newContext(PHONE_SCREEN)).newPage();
    await signInOn(phone, running.url, 'investigator', DEMO_PASSWORD);
    await phone.goto(`${running.url}/visits/${visitId}`);
    await phone.locator('[data-testid=awaited-pieces][data-here="0"][data-elsewhere="2"]').waitFor();
    await shoot(phone, 'awaited-pieces');
    await phone.getByTestId('give-up-reason').fill('浏览器数据被清除');
    await phone.getByTestId('give-up').click();
    await until(async () => (await detail()).sealedAtMs !== undefined, 'the seal', 15_000);
    await phone.locator('[data-testid=seal-progress][data-state=sealed]').waitFor();
    expect((await running.platform.trail.ofVisit(visitId)).map(({ act }) => act)).toContain('recording.piecesGivenUp');
  });
});
