import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../server/demo.ts';
import type { ExchangeView } from '../../server/supervision/contract.ts';
import type { ReplayView } from '../../server/replay/contract.ts';
import { launchBrowser } from '../support/browser.ts';
import { makeCamera } from '../support/makeCamera.ts';
import { shoot } from '../support/pageLooks.ts';
import type { RunningPlatform } from '../support/startPlatform.ts';
import { startPlatform } from '../support/startPlatform.ts';
import { until } from '../support/until.ts';
import { goLive, PHONE_SCREEN, signInOn } from '../support/visitPhone.ts';
import { bringTo, done } from '../support/visitActs.ts';

const PAGE_DIR = join(import.meta.dirname, '../../web/dist');
const DESKTOP = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN', permissions: ['microphone'] };

describe('an officer steps into a visit', { timeout: 120_000 }, () => {
  let running: RunningPlatform;
  let phoneBrowser: Browser;
  let deskBrowser: Browser;
  let phone: Page;
  let desk: Page;
  let visitId: string;

  beforeAll(async () => {
    running = await startPlatform({ pageDir: PAGE_DIR });
    phoneBrowser = await launchBrowser(await makeCamera());
    deskBrowser = await launchBrowser();
    phone = await (await phoneBrowser.newContext({ ...PHONE_SCREEN, permissions: ['camera', 'microphone'] })).newPage();
    desk = await (await deskBrowser.newContext(DESKTOP)).newPage();
    await signInOn(desk, running.url, 'supervisor', DEMO_PASSWORD);
    await signInOn(phone, running.url, 'investigator', DEMO_PASSWORD);
    const partner = await (await phoneBrowser.newContext(PHONE_SCREEN)).newPage();
    await signInOn(partner, running.url, 'investigator2', DEMO_PASSWORD);
    visitId = await goLive(phone, partner);
    await desk.getByTestId('draw-visit').click();
    await desk.waitForURL(`**/live/${visitId}`);
    await desk.locator('[data-testid=live-video][data-frames=flowing]').waitFor({ timeout: 20_000 });
  }, 180_000);

  afterAll(async () => {
    await phoneBrowser.close();
    await deskBrowser.close();
    await running.stop();
  });

  const itemsOf = async () => (await (await running.signIn('supervisor')).get<ExchangeView>(`/api/visits/${visitId}/exchange`)).items;

  it('asks for the kitchen with one tap, and sees that the investigator has read it', async () => {
    await desk.getByTestId('act-prompt').click();
    await desk.getByTestId('quick-phrase').first().click();
    await phone.locator('[data-testid=request-card][data-kind=prompt]').getByText('请拍摄厨房').waitFor();
    await shoot(phone, 'phone-prompt');
    await shoot(desk, 'desk-acts');
    await phone.getByTestId('acknowledge').click();
    await desk.locator('[data-testid=exchange-item][data-kind=prompt][data-state=acknowledged]').waitFor();
  });

  it('takes a photo with the field’s camera, which the field could have declined, into evidence', async () => {
    await desk.getByTestId('act-snapshot').click();
    await phone.locator('[data-testid=request-card][data-kind=snapshot]').waitFor();
    await desk.locator('[data-testid=exchange-item][data-kind=snapshot][data-state=fulfilled]').waitFor({ timeout: 20_000 });
    const snapshot = (await itemsOf()).find(({ kind }) => kind === 'snapshot');
    expect(['sensor', 'frame']).toContain(snapshot?.reason);
    const office = await running.signIn('supervisor');
    await until(async () => {
      const { items } = await office.get<{ items: { id: string; requestId?: string }[] }>(`/api/visits/${visitId}/evidence`);
      return items.some(({ id, requestId }) => id === snapshot?.evidenceId && requestId === snapshot.id);
    }, 'the snapshot in evidence', 20_000);
    await desk.getByTestId('act-snapshot').click();
    await phone.getByTestId('decline').click();
    await desk.locator('[data-testid=exchange-item][data-kind=snapshot][data-state=declined]').waitFor();
  });

  it('draws on the picture that the investigator sees', async () => {
    await desk.getByTestId('act-draw').click();
    const box = await desk.getByTestId('drawing-layer').boundingBox();
    if (!box) throw new Error('there is nothing to draw on');
    await desk.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.4);
    await desk.mouse.down();
    await desk.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.5, { steps: 6 });
    await desk.mouse.up();
    await phone.locator('[data-testid=marks][data-count="1"]').waitFor();
    await shoot(phone, 'phone-drawing');
    await desk.getByTestId('act-draw').click();
    const [first] = (await itemsOf()).find(({ kind }) => kind === 'drawing')?.points ?? [];
    expect(first?.[0]).toBeCloseTo(0.4, 1);
  });

  it('speaks to the room, announced by name and heard, and whispers only to an earpiece', async () => {
    expect(await desk.getByTestId('act-whisper').isDisabled()).toBe(true);
    await desk.getByTestId('act-talk').click();
    await phone.locator('[data-testid=speech-banner][data-mode=talk]').getByText('王建国').waitFor();
    await phone.locator('[data-testid=officer-voice][data-sound=true]').waitFor({ state: 'attached' });
    await shoot(phone, 'phone-talk');
    await desk.waitForTimeout(1_500);
    await desk.getByTestId('act-talk').click();
    await phone.getByTestId('speech-banner').waitFor({ state: 'detached' });
    await phone.getByTestId('earpiece').click();
    await desk.locator('[data-testid=act-whisper]:not([disabled])').waitFor({ timeout: 20_000 });
    await desk.getByTestId('act-whisper').click();
    await phone.locator('[data-testid=speech-banner][data-mode=whisper]').waitFor();
    await desk.waitForTimeout(1_000);
    await desk.getByTestId('act-whisper').click();
    await phone.getByTestId('speech-banner').waitFor({ state: 'detached' });
  });

  it('pauses for privacy on every page, and goes on', async () => {
    await desk.getByTestId('act-pause').click();
    await phone.getByTestId('privacy-pause').waitFor();
    await desk.getByTestId('privacy-pause').waitFor();
    await desk.locator('[data-testid=live-video]:not([data-frames=flowing])').waitFor({ timeout: 10_000 });
    await shoot(phone, 'phone-privacy');
    await phone.getByTestId('privacy-resume').click();
    await desk.locator('[data-testid=live-video][data-frames=flowing]').waitFor({ timeout: 15_000 });
  });

  it('hears an emergency on whatever page, and the field learns who comes', async () => {
    await desk.goto(`${running.url}/live`);
    await desk.getByTestId('open-wall').waitFor();
    await shoot(desk, 'desk-board');
    await phone.getByTestId('emergency').click();
    await phone.getByTestId('emergency-call').click();
    await phone.locator('[data-testid=emergency-reached][data-count="1"]').waitFor();
    await desk.getByTestId('emergency-alert').waitFor();
    await shoot(desk, 'desk-emergency');
    await desk.getByTestId('emergency-take').click();
    await phone.getByText('王建国 已收到').waitFor();
    await phone.keyboard.press('Escape');
  });

  it('shows the visit on a wall in its small layer, as one look', async () => {
    await desk.goto(`${running.url}/live/wall`);
    await desk.getByTestId('wall-tile').waitFor();
    await desk.waitForFunction(() => (document.querySelector<HTMLVideoElement>('[data-testid=wall-tile] video')?.videoHeight ?? 0) > 0, undefined, { timeout: 20_000 });
    await shoot(desk, 'desk-wall');
    expect(await desk.evaluate(() => document.querySelector<HTMLVideoElement>('[data-testid=wall-tile] video')?.videoHeight)).toBe(180);
    await desk.setViewportSize({ width: 390, height: 844 });
    await shoot(desk, 'mobile-wall');
  });

  it('left both voices in the recording as tracks of their own, and the pause as the only gap’s cause', async () => {
    const field = await running.signIn('investigator');
    const pair = { first: field, second: await running.signIn('investigator2') };
    await bringTo(pair, visitId, 'signed');
    await done(field, visitId, { act: 'close' });
    const office = await running.signIn('reviewer');
    const { media } = await office.get<ReplayView>(`/api/visits/${visitId}/replay`);
    const { files } = await office.get<{ files: string[] }>(media.archiveUrl);
    for (const source of ['talk', 'whisper']) expect(files.some((file) => file.includes(`-${source}/`) && file.endsWith('.m4s')), source).toBe(true);
    const detail = await office.get<{ recording?: { gaps: { source: string; cause: string }[] } }>(`/api/visits/${visitId}`);
    const gaps = detail.recording?.gaps ?? [];
    expect(gaps.some(({ source, cause }) => source === 'camera' && cause === 'privacyPause')).toBe(true);
    expect(gaps.filter(({ source }) => source === 'talk' || source === 'whisper')).toEqual([]);
  });
});
