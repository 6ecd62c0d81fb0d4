import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildKit } from '../../../../.setup/kit.mjs';
import { fillerFragment, fillerInit } from '../../../../recordings/filler.ts';
import { openFileBytes } from '../../../../recordings/zip/fileBytes.ts';
import { readZip, zipSource } from '../../../../recordings/zip/readZip.ts';
import { FILLER_MEDIA } from '../../../../server/casefiles/offline/page/fillerMedia.ts';
import { withRecording } from '../../../recordings/buildRecording.ts';
import { audioTrack, sendPicture, sendSound, videoTrack } from '../../../recordings/rtpSender.ts';
import { launchBrowser } from '../../../support/browser.ts';
import type { CaseBed } from '../../../support/buildCaseFile.ts';
import { openCaseBed } from '../../../support/buildCaseFile.ts';
import { unpack } from '../../../support/unpack.ts';

const SECONDS = 6;
/** Where screenshots go when somebody wants to look. */
const SHOTS = process.env['SCREENSHOTS'];

describe('the page inside a case file, opened from a disk', { timeout: 120_000 }, () => {
  let folder: string;
  let bed: CaseBed;
  let zip: string;
  let browser: Browser;
  let page: Page;
  const requests: string[] = [];
  const problems: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offline-'));
    await withRecording(async (built) => {
      const camera = await built.connect(videoTrack());
      const microphone = await built.connect(audioTrack());
      // Two seconds without a picture, while the sound goes on.
      camera.wire.impair(({ atMs }) => (atMs > 1_500 && atMs < 3_500 ? 'drop' : 'pass'), { repeats: false });
      await Promise.all([sendPicture(videoTrack(), camera.wire, { seconds: SECONDS }), sendSound(audioTrack(), microphone.wire, { seconds: SECONDS })]);
      await built.recording.close();
      await cp(built.folder, join(folder, 'archive'), { recursive: true });
    });
    await buildKit(join(folder, 'kit'));
    bed = await openCaseBed({ archive: join(folder, 'archive'), kitDir: join(folder, 'kit') });
    zip = await bed.exportNext();
    const bytes = await openFileBytes(zip);
    await unpack(zipSource(bytes, (await readZip(bytes)).entries), join(folder, 'unpacked'));
    await bytes.close();
    browser = await launchBrowser();
    page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })).newPage();
    page.on('request', (request) => { requests.push(request.url()); });
    page.on('pageerror', (error) => { problems.push(String(error)); });
    page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()); });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await bed.close();
    await rm(folder, { recursive: true });
  });

  async function shoot(name: string): Promise<void> {
    if (SHOTS === undefined) return;
    await mkdir(SHOTS, { recursive: true });
    await page.screenshot({ path: join(SHOTS, `${name}.png`) });
  }

  it('fills holes with the black and the silence of the reader', () => {
    const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
    expect(FILLER_MEDIA.video).toEqual({ init: base64(fillerInit('video', 2)), fragment: base64(fillerFragment('video', 2, 0, 180_000)) });
    expect(FILLER_MEDIA.mono).toEqual({ init: base64(fillerInit('audio', 1)), fragment: base64(fillerFragment('audio', 1, 0, 96_000)) });
    expect(FILLER_MEDIA.stereo).toEqual({ init: base64(fillerInit('audio', 2)), fragment: base64(fillerFragment('audio', 2, 0, 96_000)) });
  });

  it('shows the index and the trail at once where it was unpacked, and fetches nothing', async () => {
    await page.goto(pathToFileURL(join(folder, 'unpacked', 'index.html')).href);
    await page.getByRole('heading', { name: '刘桂兰' }).waitFor();
    await page.getByText('家庭登记信息').waitFor();
    await page.locator('[data-testid=verdict][data-state=none]').waitFor();
    expect(requests.filter((url) => !url.startsWith('file:') && !url.startsWith('blob:'))).toEqual([]);
    await shoot('offline-unpacked');
  });

  it('verifies the ZIP that is given to it, and plays picture and sound over the gap', async () => {
    await page.getByTestId('choose-zip').setInputFiles(zip);
    await page.locator('[data-testid=verdict][data-state=proven]').waitFor({ timeout: 30_000 });
    await page.evaluate(() => document.querySelector<HTMLVideoElement>('[data-testid=offline-video]')?.play());
    await page.waitForFunction(() => (document.querySelector<HTMLVideoElement>('[data-testid=offline-video]')?.currentTime ?? 0) > 2.5, undefined, { timeout: 20_000 });
    await shoot('offline-playing');
    await page.waitForFunction(() => (document.querySelector<HTMLVideoElement>('[data-testid=offline-video]')?.currentTime ?? 0) > 4.5, undefined, { timeout: 20_000 });
    const frames = await page.evaluate(() => document.querySelector<HTMLVideoElement>('[data-testid=offline-video]')?.getVideoPlaybackQuality().totalVideoFrames ?? 0);
    expect(frames).toBeGreaterThan(40);
    await page.getByRole('tab', { name: '核验' }).click();
    await page.locator('[data-check=recordings][data-state=proven]').waitFor();
    await shoot('offline-report');
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await shoot('offline-phone');
    await page.setViewportSize({ width: 1440, height: 900 });
    expect(problems).toEqual([]);
  });

  it('names the file in which one byte was changed', async () => {
    const bytes = await readFile(zip);
    const reading = await readZip({ size: bytes.byteLength, read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)) });
    const entry = reading.entries.find(({ path }) => path.endsWith('000001-1.m4s'));
    if (!entry) throw new Error('the case file has no segment');
    bytes[entry.offset + 500] = (bytes[entry.offset + 500] ?? 0) ^ 1;
    await writeFile(join(folder, 'changed.zip'), bytes);
    await page.getByTestId('choose-zip').setInputFiles(join(folder, 'changed.zip'));
    await page.locator('[data-testid=verdict][data-state=broken]').waitFor({ timeout: 30_000 });
    await page.getByRole('tab', { name: '核验' }).click();
    expect(await page.locator('[data-check=recordings][data-state=broken]').textContent()).toContain(entry.path);
    await shoot('offline-broken');
  });
});
