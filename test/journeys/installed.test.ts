import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../server/demo.ts';
import type { VisitList } from '../../server/visits/contract.ts';
import { launchBrowser } from '../support/browser.ts';
import type { RunningPlatform } from '../support/startPlatform.ts';
import { shoot } from '../support/pageLooks.ts';
import { startPlatform } from '../support/startPlatform.ts';
import { until } from '../support/until.ts';
import { bringTo } from '../support/visitActs.ts';
import { PHONE_SCREEN, signInOn } from '../support/visitPhone.ts';

describe('the phone page, installed', { timeout: 90_000 }, () => {
  let running: RunningPlatform;
  let browser: Browser;
  let context: BrowserContext;
  let visitId: string;
  let stopped = false;

  beforeAll(async () => {
    running = await startPlatform({ pageDir: join(import.meta.dirname, '../../web/dist') });
    const pair = { first: await running.signIn('investigator'), second: await running.signIn('investigator2') };
    visitId = (await pair.first.get<VisitList>('/api/visits')).visits[0]?.id ?? '';
    await bringTo(pair, visitId, 'appointed');
    browser = await launchBrowser();
    context = await browser.newContext(PHONE_SCREEN);
  });
  afterAll(async () => {
    await browser.close();
    if (!stopped) await running.stop();
  });

  it('can be put on the home screen: a manifest with icons, and a worker that has the page', async () => {
    const manifest = await (await fetch(`${running.url}/app.webmanifest`)).json() as { icons: { src: string; purpose?: string }[]; display: string };
    expect(manifest.display).toBe('standalone');
    expect(manifest.icons.some(({ purpose }) => purpose === 'maskable')).toBe(true);
    for (const { src } of manifest.icons) expect((await fetch(running.url + src)).headers.get('content-type')).toMatch(/^image\//u);
    const page = await context.newPage();
    await signInOn(page, running.url, 'investigator', DEMO_PASSWORD);
    await page.getByTestId('visit-card').first().waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    // The day's visits are taken along: session, list, and for each its details and its form.
    await until(async () => (await page.evaluate(countCopies)) >= 4, 'the copies of the day', 20_000);
    await page.close();
  });

  it('keeps nothing that the server said where anybody could read it', async () => {
    const page = await context.newPage();
    await page.goto(`${running.url}/visits`);
    const name = await page.getByTestId('visit-card').first().locator('strong').textContent() ?? '';
    expect(name.length).toBeGreaterThan(1);
    const cached = await page.evaluate(async () => {
      const found: { url: string; text: string }[] = [];
      for (const key of await caches.keys()) {
        const cache = await caches.open(key);
        for (const request of await cache.keys()) found.push({ url: request.url, text: await (await cache.match(request))?.text() ?? '' });
      }
      return found;
    });
    expect(cached.length).toBeGreaterThan(20);
    expect(cached.filter(({ url, text }) => new URL(url).pathname.startsWith('/api') || text.includes(name)).map(({ url }) => url)).toEqual([]);
    expect(cached.some(({ url }) => /ReplayPage|DashboardPage/u.test(url)), 'pages of other roles stay on the server').toBe(false);
    await page.close();
  });

  it('starts cold without any server, with today’s visits, the household and the form on it', async () => {
    await running.stop();
    stopped = true;
    const page = await context.newPage();
    await page.goto(`${running.url}/`);
    const card = page.locator(`[data-testid=visit-card][data-visit-id="${visitId}"]`);
    await card.waitFor({ timeout: 20_000 });
    await page.getByTestId('offline-banner').waitFor();
    await shoot(page, 'installed-list');
    await card.click();
    await page.getByTestId('step-arrive').waitFor();
    await shoot(page, 'installed-visit');
    await page.close();
  });
});

/** Copies on this device, of any account. */
function countCopies(): Promise<number> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('household-investigation');
    opening.onerror = () => { reject(new Error('no database')); };
    opening.onsuccess = () => {
      const all = opening.result.transaction('records').objectStore('records').getAllKeys();
      all.onsuccess = () => {
        opening.result.close();
        resolve(all.result.filter((key) => (key as string[])[0] === 'copy').length);
      };
    };
  });
}
