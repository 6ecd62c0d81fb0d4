import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../server/demo.ts';
import { launchBrowser } from '../support/browser.ts';
import { overflowing, violations } from '../support/pageLooks.ts';
import type { RunningPlatform } from '../support/startPlatform.ts';
import { startPlatform } from '../support/startPlatform.ts';
import { signInOn } from '../support/visitPhone.ts';

const HEAD = '案号,救助类别,村（社区）,户籍地址,联系电话,姓名,与申请人关系,身份证号';

describe('a town’s clerk', () => {
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

  it('makes a case with what is wrong told at its field, finds it, and imports a table only when every row is right', async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
    const page = await context.newPage();
    await signInOn(page, running.url, 'clerk', DEMO_PASSWORD);
    await page.goto(`${running.url}/cases`);
    await page.getByTestId('case-row').first().waitFor();
    expect(await page.getByTestId('case-row').count()).toBe(2);
    expect(await violations(page)).toEqual([]);

    await page.getByTestId('new-case').click();
    await page.getByTestId('case-caseNumber').fill('行〔2026〕0909');
    await page.getByTestId('case-address').fill('新城区东街街道光明路社区 33 号');
    await page.getByTestId('case-phone').fill('13900003333');
    await page.getByTestId('case-village').click();
    await page.locator('.ant-select-item-option', { hasText: '光明路社区' }).click();
    await page.getByTestId('member-1-name').fill('乌云');
    await page.getByTestId('member-1-idNumber').fill('110105194912310021');
    await page.getByTestId('case-income').fill('-3');
    await page.getByTestId('save-case').click();
    expect(await page.getByTestId('field-error').allTextContents()).toEqual([expect.stringMatching(/不能为负数/u)]);
    await page.getByTestId('case-income').fill('860.5');
    await page.getByTestId('save-case').click();
    await page.getByText(/校验码不符/u).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByTestId('member-1-idNumberReason').fill('户口簿所载如此');
    await page.getByTestId('save-case').click();
    await page.getByTestId('case-title').getByText('乌云').waitFor();
    expect(await violations(page)).toEqual([]);

    await page.goto(`${running.url}/cases/import`);
    const upload = (line: string): Promise<void> => page.getByTestId('import-file').setInputFiles({ name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from(`${HEAD}\r\n${line}\r\n`) });
    await upload('行〔2026〕1001,低保,没有的村,新城区东街街道光明路社区 1 号,13900004444,苏和,本人,');
    await page.getByTestId('import-problem').getByText(/没有村/u).waitFor();
    expect(await page.getByTestId('import-commit').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await upload('行〔2026〕1001,低保,光明路社区,新城区东街街道光明路社区 1 号,13900004444,苏和,本人,');
    await page.getByTestId('import-commit').click();
    await page.getByTestId('import-done').waitFor();

    await page.goto(`${running.url}/cases`);
    await page.getByTestId('case-search').fill('苏和');
    await page.locator('[data-testid=case-row]', { hasText: '苏和' }).waitFor();
    await context.close();
  });

  it('works on the narrowest phone and with letters twice as large', async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'zh-CN', hasTouch: true, isMobile: true });
    const page = await context.newPage();
    await signInOn(page, running.url, 'clerk', DEMO_PASSWORD);
    for (const path of ['/cases', '/cases/demo-household-1', '/cases/new', '/cases/import']) {
      await page.goto(`${running.url}${path}`);
      await page.locator('main h1').waitFor();
      expect(await overflowing(page), path).toEqual([]);
      await page.addStyleTag({ content: 'html { font-size: 200% } body { font-size: 30px }' });
      expect(await overflowing(page), `${path} at 200 %`).toEqual([]);
    }
    await context.close();
  });
});
