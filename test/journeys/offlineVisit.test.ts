import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../server/demo.ts';
import type { FormView } from '../../server/forms/contract.ts';
import type { VisitDetail, VisitList } from '../../server/visits/contract.ts';
import { launchBrowser } from '../support/browser.ts';
import { downloadHls } from '../support/downloadHls.ts';
import { unwrapNumbers } from '../support/flashAndBeep.ts';
import { decodeErrors, readFrames } from '../support/judge.ts';
import { CAMERA_FPS, makeCamera } from '../support/makeCamera.ts';
import { shoot } from '../support/pageLooks.ts';
import type { Client, RunningPlatform } from '../support/startPlatform.ts';
import { startPlatform } from '../support/startPlatform.ts';
import { until } from '../support/until.ts';
import { bringTo, done } from '../support/visitActs.ts';
import { closeVisit, enterHome, PHONE_SCREEN, signForm, signInOn } from '../support/visitPhone.ts';

const ALONE_MS = 8_000;

describe('a visit begun without a network and finished with one', { timeout: 150_000 }, () => {
  let running: RunningPlatform;
  let browser: Browser;
  let contexts: readonly [BrowserContext, BrowserContext];
  let phone: Page;
  let partner: Page;
  let investigator: Client;
  let folder: string;
  let visitId: string;
  let arrivedAtMs = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offline-'));
    running = await startPlatform({ pageDir: join(import.meta.dirname, '../../web/dist') });
    const pair = { first: await running.signIn('investigator'), second: await running.signIn('investigator2') };
    investigator = pair.first;
    visitId = (await investigator.get<VisitList>('/api/visits')).visits[0]?.id ?? '';
    await bringTo(pair, visitId, 'appointed');
    browser = await launchBrowser(await makeCamera());
    const open = (): Promise<BrowserContext> => browser.newContext({ ...PHONE_SCREEN, permissions: ['camera', 'microphone'] });
    contexts = [await open(), await open()];
    // In the office, with a network, both phones take the day along.
    for (const [place, name] of (['investigator', 'investigator2'] as const).entries()) {
      const page = await contexts[place]!.newPage();
      await signInOn(page, running.url, name, DEMO_PASSWORD);
      await page.getByTestId('visit-card').first().waitFor();
      await page.evaluate(() => navigator.serviceWorker.ready);
      await until(() => page.evaluate(hasForm), 'the day on the phone', 20_000);
      await page.close();
    }
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await running.stop();
    await rm(folder, { recursive: true });
  });

  const detail = (): Promise<VisitDetail> => investigator.get(`/api/visits/${visitId}`);

  it('starts cold on both phones, films, and goes from the door into the form', async () => {
    for (const context of contexts) await context.setOffline(true);
    [phone, partner] = [await contexts[0].newPage(), await contexts[1].newPage()];
    for (const page of [phone, partner]) await page.goto(`${running.url}/visits/${visitId}`);
    await phone.getByTestId('step-arrive').click();
    arrivedAtMs = Date.now();
    await phone.getByTestId('allow-camera').click();
    await phone.locator('[data-testid=recording-badge][data-state=device]').waitFor({ timeout: 20_000 });
    await shoot(phone, 'offline-live');
    await partner.getByTestId('step-join-later').click();
    await partner.getByTestId('kept-acts').waitFor();
    await shoot(partner, 'offline-partner');
    await enterHome(phone);
    await phone.getByTestId('section-household').click();
    await phone.getByTestId('answer-household.residence-registered').click();
    await phone.getByTestId('panel-back').click();
    await phone.locator('[data-testid=form-saved][data-pending="1"]').waitFor();
    await shoot(phone, 'offline-form');
    await phone.getByTestId('panel-back').click();
    await phone.getByTestId('take-photo').click();
    await phone.locator('[data-testid=photo-item][data-state=waiting]').waitFor();
    await delay(ALONE_MS);
    expect((await detail()).state, 'the server knows nothing of it').toBe('appointed');
  });

  it('tells all of it by itself once there is a network, and goes live', async () => {
    for (const context of contexts) await context.setOffline(false);
    await phone.locator('[data-testid=recording-badge][data-state=on]').waitFor({ timeout: 40_000 });
    await until(async () => (await detail()).state === 'inProgress', 'the start', 20_000);
    await phone.locator('[data-testid=photo-item][data-state=uploaded]').waitFor({ timeout: 20_000 });
    const visit = await detail();
    expect(visit.begunOffline).toBe(true);
    expect(Math.abs((visit.startedAtMs ?? 0) - arrivedAtMs)).toBeLessThan(5_000);
    expect(visit.photos).toHaveLength(1);
    expect(visit.presence.present.map(({ accountId }) => accountId).sort()).toEqual(['demo-investigator', 'demo-investigator2']);
    const { lines } = await investigator.get<FormView>(`/api/visits/${visitId}/form`);
    expect(lines.find(({ itemId }) => itemId === 'household.residence')?.value).toBe('registered');
    const acts = (await running.platform.trail.ofVisit(visitId)).map(({ act }) => act);
    const told = ['visit.arrived', 'visit.identified', 'visit.noticeGiven', 'visit.consentRecorded', 'visit.started', 'form.answered'];
    expect(acts.filter((act) => told.includes(act))).toEqual(told);
  });

  it('has everything that the phone filmed alone, and is sealed', async () => {
    await until(async () => {
      const gaps = (await detail()).recording?.gaps ?? [];
      return ['camera', 'microphone'].every((source) => gaps.some((gap) => gap.source === source && gap.cause === 'network' && gap.filling !== undefined));
    }, 'the phone’s pieces in the archive', 60_000);
    await phone.getByTestId('step-form').click();
    await signForm(phone, partner);
    expect(await closeVisit(phone)).toBe('closed');
    await shoot(phone, 'offline-explain');
    for (const { id } of ((await detail()).recording?.gaps ?? []).filter(({ toExplain }) => toExplain)) {
      await done(investigator, visitId, { act: 'explainGap', gapId: id, explanation: '山里没有信号' });
    }
    await until(async () => (await detail()).state === 'sealed', 'the seal', 30_000);

    const playlist = await downloadHls(await running.signIn('reviewer'), visitId, join(folder, 'hls'));
    expect(await decodeErrors(playlist)).toEqual([]);
    const numbers = unwrapNumbers(await readFrames(playlist)).filter((number) => number !== undefined);
    const steps = numbers.slice(1).map((number, index) => number - (numbers[index] ?? 0));
    expect(Math.max(...steps)).toBeLessThanOrEqual(CAMERA_FPS);
    expect((numbers.at(-1) ?? 0) - (numbers[0] ?? 0)).toBeGreaterThan((ALONE_MS / 1_000) * CAMERA_FPS);
  });
});

/** Whether a form of this person is on this device. */
function hasForm(): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('household-investigation');
    opening.onerror = () => { reject(new Error('no database')); };
    opening.onsuccess = () => {
      const all = opening.result.transaction('records').objectStore('records').getAllKeys();
      all.onsuccess = () => {
        opening.result.close();
        resolve(all.result.some((key) => String((key as string[])[1]).endsWith('/form')));
      };
    };
  });
}
