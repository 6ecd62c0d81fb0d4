import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../server/demo.ts';
import type { DocumentList } from '../../server/documents/contract.ts';
import { launchBrowser } from '../support/browser.ts';
import type { RunningPlatform } from '../support/startPlatform.ts';
import { startPlatform } from '../support/startPlatform.ts';
import { PHONE_SCREEN, signInOn } from '../support/visitPhone.ts';

const PAGE_DIR = join(import.meta.dirname, '../../web/dist');
const DESKTOP = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' } as const;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Where screenshots go when somebody wants to look. */
const SHOTS = process.env['SCREENSHOTS'];
const CASE = 'demo-household-1';

interface AxeFinding { readonly id: string; readonly nodes: readonly { readonly html: string }[] }

/** What axe finds wrong with the page as it is now; and a picture of it when somebody wants to look. */
async function inspect(page: Page, name: string): Promise<string[]> {
  // A colour on its way to another is neither of them.
  await page.evaluate('Promise.allSettled(document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity).map((one) => one.finished))');
  if (SHOTS !== undefined) {
    await mkdir(SHOTS, { recursive: true });
    await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
  }
  // The page's own policy forbids scripts from elsewhere; this one comes through the browser's own door.
  await page.evaluate(`${AXE}; undefined`);
  const findings = await page.evaluate<AxeFinding[]>('axe.run(document, { runOnly: ["wcag2a", "wcag2aa"] }).then(({ violations }) => violations)');
  return findings.map(({ id, nodes }) => `${name}: ${id} ${nodes[0]?.html ?? ''}`);
}

describe('a report on its way from the field to the review, and back once', { timeout: 170_000 }, () => {
  let running: RunningPlatform;
  let browser: Browser;
  let investigator: Page;
  let clerk: Page;
  let reviewer: Page;
  let supervisor: Page;

  beforeAll(async () => {
    running = await startPlatform({ pageDir: PAGE_DIR });
    browser = await launchBrowser();
    const open = async (screen: Parameters<Browser['newContext']>[0], user: string): Promise<Page> => {
      const page = await (await browser.newContext(screen)).newPage();
      page.setDefaultTimeout(30_000);
      await signInOn(page, running.url, user, DEMO_PASSWORD);
      return page;
    };
    investigator = await open(PHONE_SCREEN, 'investigator');
    clerk = await open(DESKTOP, 'clerk');
    reviewer = await open(DESKTOP, 'reviewer');
    supervisor = await open(DESKTOP, 'supervisor');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await running.stop();
  });

  const room = async (page: Page, name: string): Promise<void> => {
    await page.goto(`${running.url}/casework/${CASE}`);
    await page.getByRole('tab', { name, exact: true }).click();
  };

  it('is drafted on the phone after two neighbours were heard, and handed in', async () => {
    await investigator.goto(`${running.url}/desk`);
    await investigator.getByTestId('queued-case').first().waitFor();
    expect(await inspect(investigator, 'phone-desk')).toEqual([]);
    await room(investigator, '邻里访问');
    for (const [index, neighbour] of ['周大妈', '吴师傅'].entries()) {
      await investigator.getByTestId('interview-name').fill(neighbour);
      await investigator.getByTestId('interview-statement').fill('一家人都住在这里，生活很节省。');
      await investigator.getByTestId('interview-hearing').check();
      await investigator.getByTestId('interview-save').click();
      await investigator.getByTestId('interview').nth(index).waitFor();
    }
    expect(await inspect(investigator, 'phone-interviews')).toEqual([]);
    await room(investigator, '调查报告');
    await investigator.getByTestId('report-draft').click();
    await investigator.getByTestId('section-facts').fill('该家庭符合低保条件，建议予以批准。');
    await investigator.getByTestId('report-save').click();
    await investigator.getByText('这里读起来像结论').first().waitFor();
    expect(await inspect(investigator, 'phone-report')).toEqual([]);
    await investigator.getByTestId('report-submit').click();
    await investigator.locator('[data-testid=case-state][data-state=reported]').waitFor();
  });

  it('comes back from the town with remarks, and goes again without its verdict', async () => {
    await clerk.goto(`${running.url}/desk`);
    await clerk.getByTestId('queued-case').first().waitFor();
    expect(await inspect(clerk, 'clerk-desk')).toEqual([]);
    await room(clerk, '调查报告');
    await clerk.getByTestId('review-remark').fill('请只写事实，删去结论。');
    expect(await inspect(clerk, 'clerk-review')).toEqual([]);
    await clerk.getByTestId('review-return').click();
    await clerk.locator('[data-testid=case-state][data-state=returned]').waitFor();
    await room(investigator, '调查报告');
    await investigator.getByText('请只写事实，删去结论。').waitFor();
    await investigator.getByTestId('section-facts').fill('家中两人长期服药，冰箱和电视为旧物。');
    await investigator.getByTestId('report-save').click();
    await investigator.getByTestId('report-submit').click();
    await investigator.locator('[data-testid=case-state][data-state=reported]').waitFor();
  });

  it('is accepted by somebody who did not write it', async () => {
    await room(reviewer, '调查报告');
    await reviewer.getByTestId('review-accept').click();
    await reviewer.locator('[data-testid=case-state][data-state=reviewed]').waitFor();
    expect(await inspect(reviewer, 'reviewer-accepted')).toEqual([]);
    await room(supervisor, '邻里访问');
    await supervisor.getByText('周**').waitFor();
    expect(await supervisor.getByText('周大妈').count()).toBe(0);
  });

  it('rests on numbers of which the page says that nobody has confirmed them, until the district does', async () => {
    await supervisor.goto(`${running.url}/policies`);
    await supervisor.getByTestId('policy-unconfirmed').waitFor();
    await supervisor.getByTestId('policy-edit').click();
    await supervisor.getByTestId('policy-preview').waitFor();
    expect(await inspect(supervisor, 'supervisor-policies')).toEqual([]);
    await supervisor.getByLabel('对照了什么文件').fill('区民政局文件');
    await supervisor.getByRole('button', { name: '确认', exact: true }).click();
    await supervisor.getByText('王建国已对照原文确认').waitFor();
    await supervisor.getByRole('tab', { name: '工作日历' }).click();
    await supervisor.getByTestId('calendar-year').waitFor();
    expect(await inspect(supervisor, 'supervisor-calendar')).toEqual([]);
  });

  it('shows in the numbers of the district and of the organisation, without a household’s name', async () => {
    await supervisor.goto(`${running.url}/dashboard`);
    await supervisor.locator('svg').filter({ hasText: '待入户' }).waitFor();
    expect(await inspect(supervisor, 'supervisor-dashboard')).toEqual([]);
    const orgAdmin = await (await browser.newContext(PHONE_SCREEN)).newPage();
    await signInOn(orgAdmin, running.url, 'orgadmin', DEMO_PASSWORD);
    await orgAdmin.goto(`${running.url}/dashboard`);
    await orgAdmin.getByTestId('investigator-row').first().waitFor();
    expect(await inspect(orgAdmin, 'phone-dashboard')).toEqual([]);
    expect(await orgAdmin.locator('body').innerText()).not.toContain('刘桂兰');
    await orgAdmin.goto(`${running.url}/people`);
    await orgAdmin.getByTestId('account-row').first().waitFor();
    expect(await inspect(orgAdmin, 'phone-people')).toEqual([]);
  });

  it('is issued as a document whose code anybody can check, without signing in', async () => {
    await room(clerk, '文书');
    for (const kind of ['notice', 'investigationReport']) {
      const before = await clerk.getByTestId('document').count();
      await clerk.getByTestId(`issue-${kind}`).click();
      await clerk.getByTestId('document').nth(before).waitFor();
    }
    expect(await inspect(clerk, 'clerk-documents')).toEqual([]);
    await clerk.getByTestId('document').first().getByRole('link').first().click();
    await clerk.getByTestId('paper').waitFor();
    expect(await inspect(clerk, 'clerk-paper')).toEqual([]);

    const client = await running.signIn('clerk');
    const { documents } = await client.get<DocumentList>(`/api/cases/${CASE}/documents`);
    const [report] = documents;
    const stranger = await (await browser.newContext(PHONE_SCREEN)).newPage();
    await stranger.goto(`${running.url}/d/${report?.code.replaceAll('-', '')}`);
    await stranger.locator('[data-testid=proof][data-in-trail=true]').waitFor();
    expect(await stranger.getByTestId('proof').innerText()).toContain(report?.sha256);
    const pdf = Buffer.from(await (await client.fetch(`/api/documents/${report?.id}/pdf`)).arrayBuffer());
    await stranger.getByTestId('check-file').setInputFiles({ name: 'report.pdf', mimeType: 'application/pdf', buffer: pdf });
    await stranger.getByText('一致：这就是签发的文件').waitFor();
    expect(await inspect(stranger, 'phone-check')).toEqual([]);
    pdf[pdf.length - 20] = (pdf[pdf.length - 20] ?? 0) ^ 1;
    await stranger.getByTestId('check-file').setInputFiles({ name: 'report.pdf', mimeType: 'application/pdf', buffer: pdf });
    await stranger.getByText('不一致：').waitFor();
    expect((await running.platform.trail.verify()).ok).toBe(true);
  });
});
