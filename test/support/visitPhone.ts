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

/** Opens a visit of the list, else its first one, on both phones; both accept it, the first arrives and goes live, the second joins. Answers the visit's id. */
export async function goLive(phone: Page, partner: Page, address = ''): Promise<string> {
  await phone.getByTestId('visit-card').filter({ hasText: address }).first().click();
  await phone.waitForURL('**/visits/*');
  const [, visitId] = /\/visits\/([^/]+)/u.exec(phone.url()) ?? [];
  if (visitId === undefined) throw new Error(`no visit is open at ${phone.url()}`);
  const again = phone.getByTestId('continue-camera');
  await again.or(phone.getByTestId('step-accept')).first().waitFor();
  if (await again.isVisible()) {
    // The visit goes on already; this phone takes the camera up again.
    await again.click();
    await phone.getByTestId('allow-camera').click();
    await phone.locator('[data-testid=recording-badge][data-state=on]').waitFor({ timeout: 20_000 });
    return visitId;
  }
  await partner.goto(new URL(`/visits/${visitId}`, phone.url()).href);
  for (const page of [phone, partner]) {
    await page.getByTestId('step-accept').click();
    await page.getByTestId('accept-visit').click();
  }
  await phone.getByTestId('step-arrive').click();
  await phone.getByTestId('allow-camera').click();
  await phone.getByTestId('live-preview').waitFor({ timeout: 20_000 });
  await phone.locator('[data-testid=recording-badge][data-state=on]').waitFor({ timeout: 20_000 });
  await partner.getByTestId('step-join').click();
  return visitId;
}

/** Signs the pad that is on the screen with a stroke of the finger. */
export async function signPad(page: Page): Promise<void> {
  const pad = page.getByTestId('signature-pad');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error('there is no signature pad');
  await page.mouse.move(box.x + 40, box.y + 120);
  await page.mouse.down();
  for (const [x, y] of [[80, 60], [120, 130], [170, 70], [230, 120]] as const) await page.mouse.move(box.x + x, box.y + y, { steps: 3 });
  await page.mouse.up();
}

/** Cards, notice, consent, start: from the door to the open form. `refused`: the household does not want to be recorded. */
export async function enterHome(page: Page, { refused = false }: { refused?: boolean } = {}): Promise<void> {
  await page.getByTestId('step-door').click();
  await page.getByTestId('identify').click();
  await page.getByTestId('give-notice').click();
  if (refused) {
    await page.getByTestId('consent-recording-refused').click();
    await page.getByTestId('refusal-reason').fill('不愿意被录像');
  } else {
    await signPad(page);
  }
  await page.getByTestId('consent-recording-confirm').click();
  // Refused, the camera's page is gone with the picture, and the next step is on the visit's own page.
  if (refused) await page.locator('[data-testid=step-start]').click();
  else await page.getByTestId('start-investigation').click();
  await page.getByTestId('form-panel').waitFor();
}

/** Answers one quick choice in each of these sections, and waits until all are on the server. */
export async function answerForm(page: Page, choices: Readonly<Record<string, readonly string[]>>): Promise<void> {
  for (const [section, testIds] of Object.entries(choices)) {
    await page.getByTestId(`section-${section}`).click();
    for (const testId of testIds) await page.getByTestId(testId).click();
    await page.getByTestId('panel-back').click();
  }
  await page.locator('[data-testid=form-saved][data-pending="0"][data-refused="0"]').waitFor({ timeout: 20_000 });
}

/** Reads the form back and signs it: the first investigator, the second on the own phone, the household, and a witness where one is needed. */
export async function signForm(phone: Page, partner: Page, { witness }: { witness?: string } = {}): Promise<void> {
  await phone.getByTestId('to-read-back').click();
  await phone.getByTestId('read-back').click();
  await phone.getByTestId('sign-investigator').waitFor();
  await signPad(phone);
  await phone.getByTestId('sign-investigator').click();
  await partner.getByTestId('step-sign').click();
  await partner.getByTestId('sign-investigator').waitFor();
  await signPad(partner);
  await partner.getByTestId('sign-investigator').click();
  await phone.getByTestId('sign-member').waitFor();
  await signPad(phone);
  await phone.getByTestId('sign-member').click();
  if (witness === undefined) return;
  await phone.getByTestId('witness-name').fill(witness);
  await signPad(phone);
  await phone.getByTestId('sign-witness').click();
}

/** What a short form needs: a few answers of one tap each. */
export const QUICK_ANSWERS = {
  household: ['answer-household.residence-registered', 'answer-household.caseType-dibao'],
  housing: ['answer-housing.ownership-owned'],
  living: ['answer-living.food-plain', 'answer-living.heating-coal'],
} as const;

/** Takes a photo and waits until the server has it. */
export async function takePhoto(page: Page): Promise<void> {
  const uploaded = page.locator('[data-testid=photo-item][data-state=uploaded]');
  const before = await uploaded.count();
  await page.getByTestId('take-photo').click();
  await uploaded.nth(before).waitFor({ timeout: 20_000 });
}

/** Ends the visit. Answers its state once the recording is closed: `sealed`, or `closed` while a gap waits to be explained; everybody has signed before. */
export async function closeVisit(page: Page): Promise<'closed' | 'sealed'> {
  await page.locator('[data-testid=step-close], [data-testid=close-visit]:visible').first().click();
  await page.getByTestId('confirm-close').click();
  await page.locator('[data-testid=seal-progress][data-state=sealed], [data-testid=gap-explanation]').first().waitFor({ timeout: 30_000 });
  return (await page.getByTestId('seal-progress').getAttribute('data-state')) as 'closed' | 'sealed';
}
