import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseList } from '../../../server/cases/contract.ts';
import type { ImportPreview, ImportResult } from '../../../server/cases/imports/contract.ts';
import { MAX_IMPORT_ROWS } from '../../../server/cases/imports/contract.ts';
import type { WorkQueue } from '../../../server/procedures/contract.ts';
import { COUNTED_TO } from '../../../server/procedures/contract.ts';
import type { Client, RunningPlatform } from '../../support/startPlatform.ts';
import { codeOf, signInAt, startPlatform } from '../../support/startPlatform.ts';
import { buildIdNumber } from './buildCase.ts';
import { buildWorkbook } from './buildWorkbook.ts';

const HEAD = ['案号', '救助类别', '村（社区）', '户籍地址', '联系电话', '姓名', '与申请人关系', '身份证号', '出生日期', '家庭月收入（元）'];
const row = (caseNumber: string, name = '那顺', relation = '本人', more: readonly string[] = ['', '', '']): string[] =>
  [caseNumber, '低保', '光明路社区', '新城区东街街道光明路社区 5 号', '13900002222', name, relation, ...more];
const csv = (rows: readonly (readonly string[])[]): Buffer => Buffer.from([HEAD, ...rows].map((cells) => cells.join(',')).join('\r\n'));

/** Enough that the writing of them takes some seconds. */
const ROWS = 4_000;

const upload = (clerk: Client, bytes: Buffer, name = 'a.csv'): Promise<Response> =>
  clerk.fetch(`/api/imports?name=${name}`, { method: 'POST', body: new Uint8Array(bytes), headers: { 'content-type': 'application/octet-stream' } });
const preview = async (clerk: Client, bytes: Buffer, name?: string): Promise<ImportPreview> => (await (await upload(clerk, bytes, name)).json()) as ImportPreview;

describe('a table as it comes from an office', () => {
  let running: RunningPlatform;
  let clerk: Client;

  beforeAll(async () => {
    running = await startPlatform();
    clerk = await running.signIn('clerk');
  });
  afterAll(() => running.stop());

  it('is read from XLSX; formulas, merged cells and numbers that lost their digits are told by their place', async () => {
    const good = await buildWorkbook([HEAD, row('表-1'), row('表-1', '其其格', '配偶', [buildIdNumber(), '1980年3月1日', ''])]);
    expect(await preview(clerk, good, 'a.xlsx')).toMatchObject({ encoding: 'XLSX', rows: 2, cases: 1, members: 2, problemCount: 0 });
    const bad = await buildWorkbook([
      HEAD, row('表-2'), [...row('表-3').slice(0, 9), { xml: '<f>1000+234</f><v>1234</v>' }], [...row('表-4').slice(0, 7), { xml: '<v>150102198003011230</v>' }],
    ], ['A2:A3']);
    const { problems } = await preview(clerk, bad, 'b.xlsx');
    expect(problems.map(({ row: at, message }) => `${at} ${message}`)).toEqual([
      expect.stringMatching(/^2 .*A2:A3.*合并单元格/u), expect.stringMatching(/^3 .*J3.*公式/u), expect.stringMatching(/^4 .*存成了数字/u),
    ]);
  });

  it('is read from GBK as Chinese Excel saves it, the rare characters too', async () => {
    const shown = await preview(clerk, iconv.encode(csv([row('码-1', '乌云毕力格'), row('码-2', '㐱喆')]).toString(), 'gb18030'));
    expect(shown).toMatchObject({ encoding: 'GBK', cases: 2, problemCount: 0 });
    expect(shown.sample.map(({ applicantName }) => applicantName).sort()).toEqual(['㐱喆', '乌云毕力格'].sort());
  });

  it('takes no day before 1900 and no negative money, and says so at the row', async () => {
    const { problems } = await preview(clerk, csv([row('旧-1', '甲', '本人', ['', '1899-12-31', '']), row('旧-2', '乙', '本人', ['', '', '-1'])]));
    expect(problems.map(({ row: at, column, message }) => [at, column, message])).toEqual([
      [2, '出生日期', expect.stringContaining('1900')], [3, '家庭月收入（元）', expect.stringContaining('负数')],
    ]);
  });

  it('is read up to fifty thousand rows, and refused when it is a paste of ten megabytes in one cell, or has more rows than can be looked through', async () => {
    expect(await codeOf(await upload(clerk, csv([row('长-1', '字'.repeat(3_500_000))])))).toBe('import.unreadable');
    const rows = (count: number): string[][] => Array.from({ length: count }, (_, i) => row(`多-${Math.floor(i / 10)}`, `人${i}`, i % 10 === 0 ? '本人' : '其他'));
    expect(await preview(clerk, csv(rows(MAX_IMPORT_ROWS)))).toMatchObject({ rows: MAX_IMPORT_ROWS, cases: MAX_IMPORT_ROWS / 10, problemCount: 0 });
    expect(await codeOf(await upload(clerk, csv(rows(MAX_IMPORT_ROWS + 1))))).toBe('import.tooManyRows');
    expect((await upload(clerk, Buffer.alloc(21 * 1024 * 1024, 0x41))).status).toBe(413);
  });
});

describe('an import whose server is killed', { timeout: 90_000 }, () => {
  it('is there whole or not at all, and whole once when it is done again', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'imports-'));
    const serve = async (): Promise<{ url: string; kill: () => Promise<void> }> => {
      const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'test/support/servePlatform.ts', dataDir, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      return { url: line.toString().trim(), kill: async () => { if (child.kill('SIGKILL')) await once(child, 'exit'); } };
    };
    let server = await serve();
    try {
      let clerk = await signInAt(server.url, 'clerk');
      const shown = await preview(clerk, csv(Array.from({ length: ROWS }, (_, i) => row(`千〔2026〕${Math.floor(i / 10)}`, `人${i}`, i % 10 === 0 ? '本人' : '其他'))));
      expect(shown).toMatchObject({ rows: ROWS, cases: ROWS / 10, problemCount: 0 });
      const committing = clerk.post(`/api/imports/${shown.id}/commit`).catch(() => undefined);
      const seen = async (): Promise<number> => (await clerk.get<CaseList>(`/api/cases?q=${encodeURIComponent('千2026')}`)).cases.length;
      await Promise.race([committing, delay(1_000)]);
      await server.kill();
      await committing;

      server = await serve();
      clerk = await signInAt(server.url, 'clerk');
      // The search shows fifty at most: a part of them would be a number between.
      expect([0, 50]).toContain(await seen());
      const done = (await (await clerk.post(`/api/imports/${shown.id}/commit`)).json()) as ImportResult;
      expect(done).toMatchObject({ cases: ROWS / 10, members: ROWS });
      expect((await clerk.get<WorkQueue>('/api/work-queue')).counts.draft).toBe(COUNTED_TO);
    } finally {
      await server.kill();
      await rm(dataDir, { recursive: true });
    }
  });
});
