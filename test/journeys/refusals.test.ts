import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../server/demo.ts';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { launchBrowser } from '../support/browser.ts';
import { makeCamera } from '../support/makeCamera.ts';
import { shoot } from '../support/pageLooks.ts';
import type { RunningPlatform } from '../support/startPlatform.ts';
import { startPlatform } from '../support/startPlatform.ts';
import { answerForm, closeVisit, enterHome, goLive, PHONE_SCREEN, QUICK_ANSWERS, signForm, signInOn } from '../support/visitPhone.ts';

const PAGE_DIR = join(import.meta.dirname, '../../web/dist');
const AXE = createRequire(import.meta.url).resolve('axe-core');

/** What axe-core finds on the screen as it is; `video` is the camera's own picture, which has no words to caption. */
async function barriers(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: AXE });
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(context: unknown, options: unknown): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
    const { violations } = await axe.run({ exclude: [['video']] }, { runOnly: ['wcag2a', 'wcag2aa'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  });
}

describe('a household says no', { timeout: 150_000 }, () => {
  let running: RunningPlatform;
  let browser: Browser;
  let phone: Page;
  let partner: Page;

  beforeAll(async () => {
    running = await startPlatform({ pageDir: PAGE_DIR });
    browser = await launchBrowser(await makeCamera());
    phone = await (await browser.newContext({ ...PHONE_SCREEN, permissions: ['camera', 'microphone'], bypassCSP: true })).newPage();
    partner = await (await browser.newContext({ ...PHONE_SCREEN, viewport: { width: 360, height: 740 }, bypassCSP: true })).newPage();
    await signInOn(phone, running.url, 'investigator', DEMO_PASSWORD);
    await signInOn(partner, running.url, 'investigator2', DEMO_PASSWORD);
  }, 150_000);

  afterAll(async () => {
    await browser.close();
    await running.stop();
  });

  it('to the picture: the camera stops, and the visit goes on with photos, both signatures and a witness to its seal', async () => {
    const visitId = await goLive(phone, partner);
    await shoot(phone, 'refusal-live');
    expect(await barriers(phone)).toEqual([]);
    await enterHome(phone, { refused: true });
    await shoot(phone, 'refusal-form');
    expect(await barriers(phone)).toEqual([]);
    expect(await running.signIn('investigator').then((client) => client.get<VisitDetail>(`/api/visits/${visitId}`))).toMatchObject({ recordingRefused: true, tracks: [], state: 'inProgress' });
    await answerForm(phone, QUICK_ANSWERS);
    await phone.getByTestId('section-members').click();
    await shoot(phone, 'refusal-section');
    expect(await barriers(phone)).toEqual([]);
    await phone.getByTestId('panel-back').click();

    // Without a network answers wait on the phone, and go out by themselves when it is back.
    await phone.context().setOffline(true);
    await phone.getByTestId('section-living').click();
    await phone.getByTestId('answer-living.clothing-plain').click();
    await phone.getByTestId('panel-back').click();
    await phone.locator('[data-testid=form-saved][data-pending="1"]').waitFor();
    await shoot(phone, 'refusal-offline');
    await phone.context().setOffline(false);
    await phone.locator('[data-testid=form-saved][data-pending="0"]').waitFor({ timeout: 20_000 });

    await signForm(phone, partner, { witness: '乌兰（社区居委会）' });
    await shoot(partner, 'refusal-partner');
    expect(await barriers(partner)).toEqual([]);
    expect(await closeVisit(phone)).toBe('sealed');
    await shoot(phone, 'refusal-sealed');
    expect((await running.platform.trail.ofVisit(visitId)).map(({ act }) => act)).toEqual(expect.arrayContaining(['visit.refused', 'form.readBack', 'form.signed', 'visit.sealed']));
  });

  it('to the visit: it ends with their words, and what was recorded until then is sealed', async () => {
    await phone.goto(`${running.url}/visits`);
    const visitId = await goLive(phone, partner);
    await phone.getByTestId('cannot-go-on').click();
    await phone.getByTestId('exit-visitRefused').click();
    await phone.getByTestId('exit-reason').fill('住户表示不接受任何调查');
    await shoot(phone, 'refusal-exit');
    expect(await barriers(phone)).toEqual([]);
    await phone.getByTestId('exit-confirm').click();
    await phone.getByText('住户表示不接受任何调查').waitFor();
    await shoot(phone, 'refusal-visit-over');
    expect(await running.signIn('investigator').then((client) => client.get<VisitDetail>(`/api/visits/${visitId}`))).toMatchObject({ state: 'visitRefused' });
  });
});
