import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseList } from '../../server/cases/contract.ts';
import { DEMO_PASSWORD } from '../../server/demo.ts';
import { launchBrowser } from '../support/browser.ts';
import { makeCamera } from '../support/makeCamera.ts';
import { shoot, violations } from '../support/pageLooks.ts';
import type { RunningPlatform } from '../support/startPlatform.ts';
import { startPlatform } from '../support/startPlatform.ts';
import { answerForm, closeVisit, enterHome, goLive, PHONE_SCREEN, QUICK_ANSWERS, signForm, signInOn, takePhoto } from '../support/visitPhone.ts';

const DESKTOP = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' } as const;
const HEAD = '案号,救助类别,村（社区）,户籍地址,联系电话,姓名,与申请人关系,身份证号';
const ADDRESS = '新城区东街街道光明路社区 88 号';
const ROW = `新低保〔2026〕0900,低保,光明路社区,${ADDRESS},13900005555,苏和,本人,`;

describe('a whole investigation, from a row of a table to the reviewed report', { timeout: 120_000 }, () => {
  let running: RunningPlatform;
  let phones: Browser;
  let desks: Browser;
  let clerk: Page;
  let orgAdmin: Page;
  let phone: Page;
  let partner: Page;
  let supervisor: Page;
  let reviewer: Page;
  let caseId: string;
  let visitId: string;

  beforeAll(async () => {
    running = await startPlatform({ pageDir: join(import.meta.dirname, '../../web/dist') });
    phones = await launchBrowser(await makeCamera());
    desks = await launchBrowser();
    const open = async (browser: Browser, screen: Parameters<Browser['newContext']>[0], user: string): Promise<Page> => {
      const page = await (await browser.newContext(screen)).newPage();
      page.setDefaultTimeout(30_000);
      await signInOn(page, running.url, user, DEMO_PASSWORD);
      return page;
    };
    clerk = await open(desks, DESKTOP, 'clerk');
    orgAdmin = await open(desks, DESKTOP, 'orgadmin');
    phone = await open(phones, { ...PHONE_SCREEN, permissions: ['camera', 'microphone'] }, 'investigator');
    partner = await open(desks, PHONE_SCREEN, 'investigator2');
    supervisor = await open(desks, DESKTOP, 'supervisor');
    reviewer = await open(desks, DESKTOP, 'reviewer');
  }, 180_000);
  afterAll(async () => {
    await phones.close();
    await desks.close();
    await running.stop();
  });

  const room = async (page: Page, name: string): Promise<void> => {
    await page.goto(`${running.url}/casework/${caseId}`);
    await page.getByRole('tab', { name, exact: true }).click();
  };
  const reaches = (page: Page, state: string): Promise<void> => page.locator(`[data-testid=case-state][data-state=${state}]`).waitFor();

  it('the town’s clerk imports the case, accepts it, and entrusts the organisation', async () => {
    await clerk.goto(`${running.url}/cases/import`);
    await clerk.getByTestId('import-file').setInputFiles({ name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from(`${HEAD}\r\n${ROW}\r\n`) });
    await clerk.getByTestId('import-commit').click();
    await clerk.getByTestId('import-done').waitFor();
    const { cases } = await (await running.signIn('clerk')).get<CaseList>(`/api/cases?q=${encodeURIComponent('0900')}`);
    caseId = String(cases[0]?.id);
    await clerk.goto(`${running.url}/casework/${caseId}`);
    for (const [act, state] of [['submit', 'submitted'], ['accept', 'accepted']] as const) {
      await clerk.getByTestId(`case-act-${act}`).click();
      await clerk.getByTestId('act-send').click();
      await reaches(clerk, state);
    }
    await clerk.getByTestId('case-act-startInvestigation').click();
    await clerk.getByTestId('act-organisationId').click();
    await clerk.locator('.ant-select-item-option', { hasText: '晨光社会工作服务中心' }).click();
    await clerk.getByTestId('act-send').click();
    await reaches(clerk, 'investigating');
    expect(await violations(clerk)).toEqual([]);
    await shoot(clerk, 'whole-clerk');
  });

  it('the organisation draws two investigators for it', async () => {
    await orgAdmin.goto(`${running.url}/assign?case=${caseId}`);
    await orgAdmin.getByTestId('draw-pair').click();
    await orgAdmin.getByTestId('assign-investigators').getByText('李秀英').waitFor();
    await shoot(orgAdmin, 'whole-assign');
    await orgAdmin.getByTestId('assign-submit').click();
    await orgAdmin.getByTestId('visit-row').filter({ hasText: '0900' }).waitFor();
  });

  it('the investigator’s phone looks at itself for ten seconds, says what to do, and the visit keeps it', async () => {
    await phone.goto(running.url);
    await phone.getByTestId('visit-card').filter({ hasText: '88 号' }).click();
    await phone.waitForURL('**/visits/*');
    await phone.getByTestId('open-check').click();
    await phone.getByTestId('check-start').click();
    await phone.getByTestId('check-kept').waitFor();
    // The test camera is smaller than a phone's, nobody has accepted yet, and a browser without a place has none.
    for (const [item, state] of [['camera', 'poor'], ['microphone', 'good'], ['clock', 'good'], ['position', 'bad'], ['partner', 'bad']] as const) {
      expect(await phone.getByTestId(`check-${item}`).getAttribute('data-state'), item).toBe(state);
    }
    expect(await phone.getByTestId('phrase').evaluate((audio) => new Promise((resolve) => {
      const player = audio as HTMLAudioElement;
      player.ontimeupdate = () => { if (player.currentTime > 0.5) resolve(true); };
      void player.play();
    }))).toBe(true);
    expect(await violations(phone)).toEqual([]);
    await shoot(phone, 'whole-check');
    await phone.getByTestId('check-done').click();
    await phone.locator('[data-testid=open-check][data-checked=true]').waitFor();
    await shoot(phone, 'whole-checked');
  });

  it('both visit the family while the supervisor watches, and the recording is sealed', async () => {
    await phone.goto(running.url);
    visitId = await goLive(phone, partner, '88 号');
    await supervisor.goto(`${running.url}/live`);
    await supervisor.locator(`[data-testid=live-card][data-visit-id="${visitId}"]`).click();
    await phone.getByTestId('watchers').filter({ hasText: '王建国' }).waitFor();
    await takePhoto(phone);
    await enterHome(phone);
    await answerForm(phone, QUICK_ANSWERS);
    await signForm(phone, partner);
    await phone.getByTestId('sign-panel').waitFor({ state: 'detached' });
    expect(await closeVisit(phone)).toBe('sealed');
  });

  it('the investigator hears two neighbours, writes the report, and hands it in', async () => {
    await room(phone, '邻里访问');
    for (const [index, neighbour] of ['周大妈', '吴师傅'].entries()) {
      await phone.getByTestId('interview-name').fill(neighbour);
      await phone.getByTestId('interview-statement').fill('一家人都住在这里，生活很节省。');
      await phone.getByTestId('interview-hearing').check();
      await phone.getByTestId('interview-save').click();
      await phone.getByTestId('interview').nth(index).waitFor();
    }
    await room(phone, '调查报告');
    await phone.getByTestId('report-draft').click();
    await phone.getByTestId('section-facts').fill('住房为自有，冬季烧煤取暖，饮食简单。');
    await phone.getByTestId('report-save').click();
    await phone.getByTestId('report-submit').click();
    await reaches(phone, 'reported');
    await shoot(phone, 'whole-reported');
  });

  it('the reviewer looks at the sealed visit and accepts the report', async () => {
    await reviewer.goto(`${running.url}/review/${visitId}`);
    await reviewer.locator('[data-testid=verify-state][data-state=verified]').waitFor();
    await room(reviewer, '调查报告');
    await reviewer.getByTestId('review-accept').click();
    await reaches(reviewer, 'reviewed');
    await shoot(reviewer, 'whole-reviewed');

    const acts = (await running.platform.trail.ofVisit(visitId)).map(({ act }) => act);
    expect(acts).toEqual(expect.arrayContaining(['visit.checked', 'visit.started', 'watch.joined', 'form.signed', 'visit.closed', 'visit.sealed']));
    expect(await running.platform.trail.verify()).toMatchObject({ ok: true });
  });
});
