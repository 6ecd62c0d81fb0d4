import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../server/demo.ts';
import type { EvidenceList } from '../../server/evidence/contract.ts';
import { launchBrowser } from '../support/browser.ts';
import { makeCamera } from '../support/makeCamera.ts';
import { shoot } from '../support/pageLooks.ts';
import type { RunningPlatform } from '../support/startPlatform.ts';
import { startPlatform } from '../support/startPlatform.ts';
import { goLive, PHONE_SCREEN, signInOn } from '../support/visitPhone.ts';

const PAGE_DIR = join(import.meta.dirname, '../../web/dist');

describe('evidence on a line that breaks', { timeout: 120_000 }, () => {
  let running: RunningPlatform;
  let browser: Browser;
  let context: BrowserContext;
  let phone: Page;
  let visitId: string;

  beforeAll(async () => {
    running = await startPlatform({ pageDir: PAGE_DIR });
    browser = await launchBrowser(await makeCamera());
    context = await browser.newContext({
      ...PHONE_SCREEN, permissions: ['camera', 'microphone', 'geolocation'], geolocation: { latitude: 40.8415, longitude: 111.7492, accuracy: 15 },
    });
    phone = await context.newPage();
    await signInOn(phone, running.url, 'investigator', DEMO_PASSWORD);
    const partner = await (await browser.newContext(PHONE_SCREEN)).newPage();
    await signInOn(partner, running.url, 'investigator2', DEMO_PASSWORD);
    visitId = await goLive(phone, partner);
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await running.stop();
  });

  const itemsOf = async (): Promise<EvidenceList['items']> =>
    (await (await running.signIn('supervisor')).get<EvidenceList>(`/api/visits/${visitId}/evidence`)).items;

  it('is photographed without a network, kept encrypted, and sent by itself when the network is back', async () => {
    await phone.getByTestId('watermark-preview').filter({ hasText: '40.842, 111.749' }).waitFor();
    await context.setOffline(true);
    await phone.getByTestId('take-photo').click();
    await phone.locator('[data-testid=photo-item][data-state=failed]').waitFor();
    await shoot(phone, 'phone-evidence-offline');
    await phone.getByTestId('open-sync').click();
    await phone.locator('[data-testid=sync-item][data-kept=true]').waitFor();
    expect(await phone.getByTestId('sync-here-count').textContent()).toBe('1');
    await shoot(phone, 'phone-sync-offline');
    const clear = await phone.evaluate(async () => {
      const open = indexedDB.open('evidence');
      const database = await new Promise<IDBDatabase>((resolve) => { open.onsuccess = () => resolve(open.result); });
      const read = <T>(store: string): Promise<T[]> => new Promise((resolve) => {
        const all = database.transaction(store).objectStore(store).getAll() as IDBRequest<T[]>;
        all.onsuccess = () => resolve(all.result);
      });
      const [key] = await read<{ key: CryptoKey }>('keys');
      const chunks = await read<{ data: ArrayBuffer }>('chunks');
      return { extractable: key?.key.extractable, chunks: chunks.length, jpegs: chunks.filter(({ data }) => new Uint8Array(data)[0] === 0xff && new Uint8Array(data)[1] === 0xd8).length };
    });
    expect(clear).toEqual({ extractable: false, chunks: 1, jpegs: 0 });
    await context.setOffline(false);
    const receipt = phone.getByTestId('sync-receipt').first();
    await receipt.waitFor({ timeout: 20_000 });
    expect(await phone.getByTestId('sync-here-count').textContent()).toBe('0');
    const [item] = await itemsOf();
    expect(item).toMatchObject({ kind: 'photo', sha256: await receipt.getAttribute('data-sha256'), position: { latitude: 40.8415, accuracyM: 15 } });
    await shoot(phone, 'phone-sync-done');
    await phone.keyboard.press('Escape');
  });

  it('is described afterwards, and a spoken note is recorded beside the live visit', async () => {
    await phone.getByTestId('photo-item').first().getByRole('button').click();
    await phone.getByRole('button', { name: '厨房' }).click();
    await phone.getByTestId('caption').fill('灶台和米面');
    await phone.getByLabel('表格项目').fill('取暖');
    await phone.locator('.ant-select-item-option').first().click();
    await shoot(phone, 'phone-describe');
    await phone.getByTestId('save-description').click();
    await phone.getByTestId('add-evidence').click();
    await shoot(phone, 'phone-add');
    await phone.getByTestId('record-audio').click();
    await phone.waitForTimeout(1_500);
    await shoot(phone, 'phone-recording-note');
    await phone.getByTestId('stop-note').click();
    await phone.locator('[data-testid=photo-item][data-kind=audio][data-state=uploaded]').waitFor({ timeout: 20_000 });
    await phone.getByTestId('add-evidence').click();
    await phone.getByTestId('record-clip').click();
    await phone.waitForTimeout(1_500);
    await phone.getByTestId('stop-note').click();
    await phone.locator('[data-testid=photo-item][data-kind=clip][data-state=uploaded]').waitFor({ timeout: 20_000 });
    const items = await itemsOf();
    expect(items.map(({ kind }) => kind).sort()).toEqual(['audio', 'clip', 'photo']);
    expect(items.find(({ kind }) => kind === 'photo')).toMatchObject({ room: '厨房', caption: '灶台和米面', formItemId: expect.stringMatching(/^living\.\w+$/u) as string });
    // Nothing of it touched the visit's own picture.
    await phone.locator('[data-testid=recording-badge][data-state=on]').waitFor();
  });

  it('broken off half way, with the page killed, goes on in a new page where it was and is verified by its digest', async () => {
    const picture = await sharp({ create: { width: 2400, height: 1800, channels: 3, background: '#777', noise: { type: 'gaussian', mean: 120, sigma: 60 } } })
      .jpeg({ quality: 92 }).withExif({ IFD0: { Make: 'Test', Model: 'Phone' }, IFD2: { DateTimeOriginal: '2024:05:01 10:00:00' } }).toBuffer();
    const sha256 = createHash('sha256').update(picture).digest('hex');
    const offsets: number[] = [];
    phone.on('request', (request) => {
      if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
    });
    const network = await context.newCDPSession(phone);
    await network.send('Network.enable');
    await network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 800_000 });
    await phone.getByTestId('add-evidence').click();
    await phone.getByTestId('picture-file').setInputFiles({ name: 'large.jpg', mimeType: 'image/jpeg', buffer: picture });
    await phone.locator('[data-testid=photo-item][data-kind=photo][data-state=uploading]').first().waitFor({ timeout: 20_000 });
    await phone.waitForTimeout(2_500);
    expect(await phone.locator('[data-testid=photo-item][data-state=uploading]').count()).toBe(1);
    await phone.goto('about:blank');
    await network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });

    await phone.goto(`${running.url}/sync`);
    const receipt = phone.locator(`[data-testid=sync-receipt][data-sha256="${sha256}"]`);
    await receipt.waitFor({ timeout: 30_000 });
    expect(offsets.length).toBeGreaterThanOrEqual(2);
    expect(offsets.at(-1)).toBeGreaterThan(100_000);
    expect((await itemsOf()).filter((item) => item.sha256 === sha256)).toHaveLength(1);
    await shoot(phone, 'phone-sync-resumed');
    await phone.goto(`${running.url}/visits`);
    await phone.locator('[data-testid=sync-link][data-pending="0"]').waitFor();
    await shoot(phone, 'phone-visits-sync');
  });

  it('lies before the supervisor by kind, with all that proves it, and what does not fit is ruled on', async () => {
    for (const [name, screen] of [['phone', PHONE_SCREEN], ['desktop', { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' }]] as const) {
      const page = await (await browser.newContext(screen)).newPage();
      await signInOn(page, running.url, 'supervisor', DEMO_PASSWORD);
      await page.goto(`${running.url}/live/${visitId}`);
      await page.getByTestId('photo-item').nth(3).waitFor();
      await page.locator('[data-testid=evidence-filter][data-kind=clip]').click();
      expect(await page.getByTestId('photo-item').count()).toBe(1);
      await page.locator('[data-testid=evidence-filter][data-kind=photo]').click();
      await page.getByTestId('photo-item').first().scrollIntoViewIfNeeded();
      await shoot(page, `${name}-supervisor-gallery`);
      await page.getByTestId('photo-item').first().click();
      const sheet = page.getByTestId('evidence-sheet');
      const flag = sheet.locator('[data-testid=flag][data-kind="evidence.exifTime"]');
      await flag.waitFor();
      expect(await page.getByTestId('evidence-sha256').textContent()).toMatch(/^[0-9a-f]{64}$/u);
      await page.waitForFunction(() => (document.querySelector<HTMLImageElement>('[data-testid=evidence-sheet] img')?.naturalWidth ?? 0) > 0);
      await shoot(page, `${name}-supervisor-item`);
      await sheet.getByTestId(name === 'phone' ? 'rule-followUp' : 'rule-dismissed').click();
      await sheet.locator(`[data-testid=flag][data-ruling=${name === 'phone' ? 'followUp' : 'dismissed'}]`).waitFor();
      await page.context().close();
    }
  });
});
