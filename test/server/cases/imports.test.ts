import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseList } from '../../../server/cases/contract.ts';
import type { ImportPreview, ImportResult } from '../../../server/cases/imports/contract.ts';
import type { Client, RunningPlatform } from '../../support/startPlatform.ts';
import { codeOf, startPlatform } from '../../support/startPlatform.ts';
import { buildIdNumber } from './buildCase.ts';

const HEAD = '案号,救助类别,村（社区）,户籍地址,联系电话,姓名,与申请人关系,身份证号,出生日期,家庭月收入（元）';
const row = (caseNumber: string, change: Partial<Record<'village' | 'name' | 'relation' | 'idNumber' | 'birthDay' | 'income', string>> = {}): string =>
  [caseNumber, '低保', change.village ?? '光明路社区', '新城区东街街道光明路社区 5 号', '13900002222', change.name ?? '那顺', change.relation ?? '本人',
    change.idNumber ?? buildIdNumber(), change.birthDay ?? '', change.income ?? ''].join(',');
const table = (...rows: string[]): string => [HEAD, ...rows].join('\r\n');

describe('an import', () => {
  let running: RunningPlatform;
  let clerk: Client;

  beforeAll(async () => {
    running = await startPlatform();
    clerk = await running.signIn('clerk');
  });
  afterAll(() => running.stop());

  const upload = (bytes: string | Buffer): Promise<Response> => clerk.fetch('/api/imports?name=a.csv', { method: 'POST', body: typeof bytes === 'string' ? bytes : new Uint8Array(bytes), headers: { 'content-type': 'application/octet-stream' } });
  const preview = async (bytes: string | Buffer): Promise<ImportPreview> => (await (await upload(bytes)).json()) as ImportPreview;
  const found = async (q: string): Promise<string[]> => (await clerk.get<CaseList>(`/api/cases?q=${encodeURIComponent(q)}`)).cases.map((one) => one.caseNumber);

  it('shows what it would do, does nothing until it is committed, and then once however often', async () => {
    const shown = await preview(`\u{feff}${table(row('导〔2026〕0001'), row('导〔2026〕0001', { name: '其其格', relation: '配偶' }), row('导〔2026〕0002'))}`);
    expect(shown).toMatchObject({ rows: 3, cases: 2, members: 3, problemCount: 0, encoding: 'UTF-8' });
    expect(await found('导2026')).toEqual([]);
    const commit = async (): Promise<ImportResult> => (await (await clerk.post(`/api/imports/${shown.id}/commit`)).json()) as ImportResult;
    expect([await commit(), await commit()]).toEqual([{ id: shown.id, cases: 2, members: 3 }, { id: shown.id, cases: 2, members: 3 }]);
    expect(await found('导2026')).toEqual(['导〔2026〕0001', '导〔2026〕0002']);
    expect(await found('其其格')).toEqual(['导〔2026〕0001']);
  });

  it('names every bad row with its column, and imports none of the good ones', async () => {
    const twin = buildIdNumber();
    const shown = await preview(table(
      row('坏-1', { village: '恼包村' }), row('坏-2', { birthDay: '1980-02-30' }), row('坏-3', { income: '-5' }), row('新低保〔2026〕0147'),
      row('坏-5', { idNumber: twin }), row('坏-6', { idNumber: twin }), row('坏-7', { idNumber: '110105194912310021' }), row('坏-8', { relation: '邻居' }), row('好-9'),
    ));
    expect(shown.problems.filter((one) => one.warning !== true).map(({ row: at, column }) => [at, column])).toEqual([
      [2, '村（社区）'], [3, '出生日期'], [4, '家庭月收入（元）'], [5, '案号'], [7, '身份证号'], [8, '身份证号'], [9, '与申请人关系'],
    ]);
    expect(await codeOf(await clerk.post(`/api/imports/${shown.id}/commit`))).toBe('import.hasProblems');
    expect(await found('好9')).toEqual([]);
  });

  it('reads GBK, and refuses what is no table, in words', async () => {
    // 案号 in GBK, and not in UTF-8.
    const gbk = Buffer.from('b0b8bac52cd0d5c3fb0d0a312cc4b3', 'hex');
    expect(await (await upload(gbk)).text()).toMatch(/救助类别/u);
    expect(await codeOf(await upload(Buffer.from([0xff, 0x00, 0x81, 0x00])))).toBe('import.encoding');
    expect(await codeOf(await upload(Buffer.from('PK\u0003\u0004 no workbook')))).toBe('import.unreadable');
    expect(await codeOf(await upload(HEAD))).toBe('import.empty');
  });
});
