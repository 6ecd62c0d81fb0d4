import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { DEMO_PASSWORD } from '../../server/demo.ts';
import { launchBrowser } from '../support/browser.ts';
import { buildPastVisit } from '../support/buildPastVisit.ts';
import { signInOn } from '../support/visitPhone.ts';

/** A two-hour visit as a phone sends it. */
const SECONDS = 7_200;
const KBPS = 1_000;
const STARTS = 12;
const SEEKS = 40;
const WINDOW_MS = 15_000;
const PAGE_DIR = join(import.meta.dirname, '../../web/dist');

interface Timed { firstFrameMs?: number }

/**
 * In the browser, from the address to the first picture that is presented, and from a jump to any moment of two hours to
 * that moment's picture, while the page verifies the archive beside it; then the browser's share of one core while it
 * plays and verifies. Needs a built page (`npx vite build`).
 */
export async function bench(): Promise<Record<string, unknown>> {
  const past = await buildPastVisit(SECONDS, { pageDir: PAGE_DIR, kbps: KBPS });
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
    await context.addInitScript(() => {
      const watch = (): void => {
        const video = document.querySelector('video');
        if (!video) { requestAnimationFrame(watch); return; }
        video.requestVideoFrameCallback(() => { (window as Timed).firstFrameMs = performance.now(); });
      };
      watch();
    });
    const first = await context.newPage();
    await signInOn(first, past.running.url, 'reviewer', DEMO_PASSWORD);
    const url = `${past.running.url}/review/${past.visitId}`;
    const starts: number[] = [];
    for (let i = 0; i < STARTS; i += 1) starts.push(await startOnce(context, url));
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForFunction(() => (window as Timed).firstFrameMs !== undefined);
    const seeks = await seekAbout(page, SEEKS);
    await page.close();
    return {
      startP95Ms: p95(starts), seekP95Ms: p95(seeks), verifyWhilePlayingCpuPct: await verifyWhilePlaying(browser, context, url),
      startP50Ms: median(starts), seekP50Ms: median(seeks), hours: SECONDS / 3_600, kbps: KBPS,
    };
  } finally {
    await browser.close();
    await past.running.stop();
  }
}

async function startOnce(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => (window as Timed).firstFrameMs !== undefined);
  const ms = await page.evaluate(() => (window as Timed).firstFrameMs ?? Infinity);
  await page.close();
  return ms;
}

/** Jumps to moments all over the recording; each counts until the picture of that moment is presented. */
function seekAbout(page: Page, count: number): Promise<number[]> {
  return page.evaluate(async (jumps) => {
    const video = document.querySelector('video')!;
    const times: number[] = [];
    for (let i = 0; i < jumps; i += 1) {
      // The golden ratio goes everywhere and never near the place before. The hole in the picture has none to show.
      const share = (i * 0.618034 + 0.3) % 1;
      const toS = (share > 0.59 && share < 0.63 ? share + 0.1 : share) * (video.duration - 10);
      const beganMs = performance.now();
      await new Promise<void>((resolve) => {
        const look = (_: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
          if (Math.abs(mediaTime - toS) < 1) resolve();
          else video.requestVideoFrameCallback(look);
        };
        video.requestVideoFrameCallback(look);
        video.currentTime = toS;
      });
      times.push(performance.now() - beganMs);
    }
    return times;
  }, count);
}

/** @returns the share of one core that all of the browser's processes took in a window of playing while the archive was being verified */
async function verifyWhilePlaying(browser: Browser, context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage();
  const system = await browser.newBrowserCDPSession();
  const cpuSeconds = async (): Promise<number> =>
    (await system.send('SystemInfo.getProcessInfo')).processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  await page.goto(url);
  await page.waitForFunction(() => (window as Timed).firstFrameMs !== undefined);
  await page.getByTestId('play').click();
  await page.locator('[data-testid=verify-state][data-state=checking]').waitFor();
  const [cpuBefore, beganMs] = [await cpuSeconds(), performance.now()];
  await page.waitForTimeout(WINDOW_MS);
  const [cpuAfter, endedMs] = [await cpuSeconds(), performance.now()];
  await page.locator('[data-testid=verify-state][data-state=checking]').waitFor({ timeout: 1_000 });
  await page.close();
  return Math.round(((cpuAfter - cpuBefore) / (endedMs - beganMs)) * 100_000);
}

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
const p95 = (values: readonly number[]): number => Math.round(sorted(values)[Math.ceil(values.length * 0.95) - 1] ?? NaN);
const median = (values: readonly number[]): number => Math.round(sorted(values)[Math.floor(values.length / 2)] ?? NaN);
