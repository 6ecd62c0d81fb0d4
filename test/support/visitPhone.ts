import type { Page } from 'playwright-core';

/** The phone's screen of the design, with touch and in Chinese. */
export const PHONE_SCREEN = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'zh-CN' } as const;

/** Signs in on any page of the platform and waits for the first page of that role. */
export async function signInOn(page: Page, url: string, username: string, password: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByTestId('sign-in-username').fill(username);
  await page.getByTestId('sign-in-password').fill(password);
  await page.getByTestId('sign-in-submit').click();
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'));
}

/** Opens the first visit of the list that is still to do, starts it and goes live. Answers the visit's id. */
export async function goLive(page: Page): Promise<string> {
  await page.getByTestId('visit-card').first().click();
  await page.getByTestId('start-visit').click();
  await page.getByTestId('allow-camera').click();
  await page.getByTestId('live-preview').waitFor({ timeout: 20_000 });
  await page.locator('[data-testid=recording-badge][data-state=on]').waitFor({ timeout: 20_000 });
  const [, visitId] = /\/visits\/([^/]+)/u.exec(page.url()) ?? [];
  if (visitId === undefined) throw new Error(`no visit is open at ${page.url()}`);
  return visitId;
}

/** Takes a photo and waits until the server has it. */
export async function takePhoto(page: Page): Promise<void> {
  const uploaded = page.locator('[data-testid=photo-item][data-state=uploaded]');
  const before = await uploaded.count();
  await page.getByTestId('take-photo').click();
  await uploaded.nth(before).waitFor({ timeout: 20_000 });
}

/** Ends the visit. Answers its state once the recording is closed: `sealed`, or `closed` while a gap waits to be explained. */
export async function closeVisit(page: Page): Promise<'closed' | 'sealed'> {
  await page.getByTestId('close-visit').click();
  await page.getByTestId('confirm-close').click();
  await page.locator('[data-testid=seal-progress][data-state=sealed], [data-testid=gap-explanation]').first().waitFor({ timeout: 30_000 });
  return (await page.getByTestId('seal-progress').getAttribute('data-state')) as 'closed' | 'sealed';
}
