import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Where pictures of pages are kept for people to look at; nowhere unless asked for. */
const SHOTS = process.env['SCREENSHOTS'];

/** What axe finds wrong on the page as it stands: the rule, and the first thing that breaks it. */
export async function violations(page: Page): Promise<string[]> {
  // Added through the debugger, where the page's own policy does not reach.
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    // A colour on its way from one state to another is neither.
    await Promise.all(document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity).map(({ finished }) => finished.catch(() => undefined)));
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200) ?? ''}`);
  });
}

/** What is wider than the screen, innermost first; nothing is moved sideways but what moves by itself. */
export async function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    // A phone zooms out for a page that is too wide: its own width tells.
    if (scrollWidth <= clientWidth && innerWidth <= screen.width) return [];
    const wide = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > screen.width + 1);
    return [`${scrollWidth} px`, ...wide.slice(-3).map(({ tagName, className }) => `${tagName}.${String(className)}`)];
  });
}

/** Keeps a picture of the page, if the caller of the tests asked for pictures (`SCREENSHOTS`, a folder). */
export async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined) return;
  await mkdir(SHOTS, { recursive: true });
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}
