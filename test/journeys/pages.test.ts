import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD, DEMO_PEOPLE } from '../../server/demo.ts';
import { launchBrowser } from '../support/browser.ts';
import { overflowing, shoot, violations } from '../support/pageLooks.ts';
import type { RunningPlatform } from '../support/startPlatform.ts';
import { startPlatform } from '../support/startPlatform.ts';
import { PHONE_SCREEN, signInOn } from '../support/visitPhone.ts';

const SCREENS = { phone: PHONE_SCREEN, desk: { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' } } as const;
const OF_EACH_ROLE = DEMO_PEOPLE.filter(({ role, username }, index) => DEMO_PEOPLE.findIndex((one) => one.role === role) === index && username !== 'orgadmin2');

describe('every page that a role finds in its bar', { timeout: 120_000 }, () => {
  let running: RunningPlatform;
  let browser: Browser;

  beforeAll(async () => {
    running = await startPlatform({ pageDir: join(import.meta.dirname, '../../web/dist') });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await running.stop();
  });

  it.each(OF_EACH_ROLE.map(({ username }) => username))('fits phone and desk, reads well and says nothing wrong: %s', async (username) => {
    const found: string[] = [];
    for (const [screen, options] of Object.entries(SCREENS)) {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      page.on('pageerror', (error) => found.push(`${screen}: ${error.message}`));
      await signInOn(page, running.url, username, DEMO_PASSWORD);
      await page.locator('#content :is(h1, h2)').first().waitFor();
      const paths = new Set([new URL(page.url()).pathname, ...await page.locator('header nav a').evaluateAll((links) => links.map((link) => new URL((link as HTMLAnchorElement).href).pathname))]);
      for (const path of paths) {
        await page.goto(running.url + path);
        await page.locator('#content :is(h1, h2)').first().waitFor();
        await page.waitForLoadState('networkidle');
        found.push(...[...await overflowing(page), ...await violations(page)].map((what) => `${screen} ${path}: ${what}`));
        await shoot(page, `${username}${path.replaceAll('/', '-')}-${screen}`);
      }
      await context.close();
    }
    expect(found).toEqual([]);
  });
});
