import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseDetail, CaseDraftInput, CaseList, EditableCase } from '../../../server/cases/contract.ts';
import type { TrailPage } from '../../../server/trail/contract.ts';
import type { Client, RunningPlatform } from '../../support/startPlatform.ts';
import { codeOf, startPlatform } from '../../support/startPlatform.ts';
import { buildDraft, buildIdNumber } from './buildCase.ts';

interface Refused { readonly error: { readonly code: string; readonly fields?: { path: string; message: string }[] } }

describe('cases', () => {
  let running: RunningPlatform;
  let clerk: Client;
  let clerk2: Client;

  beforeAll(async () => {
    running = await startPlatform();
    [clerk, clerk2] = await Promise.all([running.signIn('clerk'), running.signIn('clerk2')]);
  });
  afterAll(() => running.stop());

  const create = (draft: CaseDraftInput, id = randomUUID(), by = clerk): Promise<Response> => by.post('/api/cases', { id, draft });
  const made = async (draft: CaseDraftInput): Promise<CaseDetail> => (await (await create(draft)).json()) as CaseDetail;
  const numbersOf = async (client: Client, query: string): Promise<string[]> => (await client.get<CaseList>(`/api/cases?${query}`)).cases.map((one) => one.caseNumber);
  const fieldsOf = async (response: Response): Promise<Record<string, string>> => {
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as Refused;
    return Object.fromEntries((error.fields ?? []).map(({ path, message }) => [path, message]));
  };

  it('are made once however often the request is sent, and belong to the clerk’s town and the one organisation contracted for it', async () => {
    const id = randomUUID();
    const draft = buildDraft();
    const [first, again] = [await create(draft, id), await create(draft, id)];
    expect([first.status, again.status]).toEqual([201, 201]);
    const detail = (await again.json()) as CaseDetail;
    expect(detail).toMatchObject({ id, townId: 'demo-town', organisationId: 'demo-vendor', state: 'draft', memberCount: 1, applicantName: '欧阳明珠' });
    expect(detail.members[0]).toMatchObject({ birthDay: '1980-03-01' });
    expect((await numbersOf(clerk, '')).filter((one) => one === draft.caseNumber)).toHaveLength(1);
  });

  it('are found by the begin of a name, an address after its town, a village, a case number or its last digits, and a whole ID number', async () => {
    const idNumber = buildIdNumber();
    const draft = buildDraft({ caseNumber: '寻〔2026〕7788', address: '新城区东街街道光明路社区 77 号院平房', members: [{ id: 'm1', name: '斯琴高娃', relation: 'self', idNumber }] });
    await made(draft);
    for (const q of ['斯琴', '斯琴高娃', '77号院', '光明路', '寻〔2026〕', '寻2026', '7788', idNumber, idNumber.toLowerCase()]) {
      expect(await numbersOf(clerk, `q=${encodeURIComponent(q)}`), q).toContain(draft.caseNumber);
    }
    for (const q of ['高娃', '琴高', idNumber.slice(0, 17), buildIdNumber()]) expect(await numbersOf(clerk, `q=${encodeURIComponent(q)}`), q).not.toContain(draft.caseNumber);
    expect(await codeOf(await clerk.fetch(`/api/cases?q=${encodeURIComponent('斯')}`))).toBe('case.searchTooShort');
  });

  it('are not found by what the searcher sees only masked', async () => {
    for (const user of ['orgadmin', 'reviewer'] as const) {
      const masked = await running.signIn(user);
      expect(await numbersOf(masked, `q=${encodeURIComponent('刘桂兰')}`), user).toEqual([]);
      expect(await numbersOf(masked, 'q=150102198206143021'), user).toEqual([]);
      expect(await numbersOf(masked, 'q=0147'), user).toEqual(['新低保〔2026〕0147']);
    }
  });

  it('are listed in pages that neither miss nor repeat one, with filters', async () => {
    for (let i = 0; i < 7; i += 1) await made(buildDraft({ caseType: 'rigidExpenseFamily' }));
    const seen: string[] = [];
    let before = '';
    do {
      const page: CaseList = await clerk.get<CaseList>(`/api/cases?caseType=rigidExpenseFamily&limit=3${before && `&before=${before}`}`);
      seen.push(...page.cases.map(({ id }) => id));
      before = page.next ?? '';
    } while (before !== '');
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
    expect(await numbersOf(clerk, 'state=investigating')).toEqual(expect.arrayContaining(['新低保〔2026〕0147']));
    expect(await numbersOf(clerk, 'state=refused')).toEqual([]);
    expect(await numbersOf(clerk, 'overdue=true')).toEqual([]);
  });

  it('of another town are neither listed, found, shown nor changed, and every refusal is in the trail', async () => {
    const { id, caseNumber } = await made(buildDraft());
    expect(await numbersOf(clerk2, '')).not.toContain(caseNumber);
    expect(await numbersOf(clerk2, 'townId=demo-town')).not.toContain(caseNumber);
    expect(await numbersOf(clerk2, `q=${encodeURIComponent('欧阳明珠')}`)).toEqual([]);
    for (const response of [await clerk2.fetch(`/api/cases/${id}`), await clerk2.fetch(`/api/cases/${id}/draft`), await clerk2.post(`/api/cases/${id}`, { revision: 1, draft: buildDraft() })]) {
      expect(await codeOf(response)).toBe('access.denied');
    }
    expect(await fieldsOf(await create(buildDraft(), randomUUID(), clerk2))).toHaveProperty('villageId');
    const supervisor = await running.signIn('supervisor');
    const { entries } = await supervisor.get<TrailPage>('/api/trail/entries?act=access.denied');
    expect(entries.filter(({ entry }) => entry.object?.id === id)).toHaveLength(3);
  });

  it('say in Chinese at each field what can’t stand', async () => {
    const fields = await fieldsOf(await create({
      ...buildDraft({ declaredIncomeFen: -1, caseNumber: ' ', phone: '电话' }),
      members: [{ id: 'm1', name: '', relation: 'self', birthDay: '1899-12-31' }, { id: 'm2', name: '二', relation: 'self' }],
    }));
    expect(fields).toMatchObject({
      'declaredIncomeFen': '金额不能为负数。', 'caseNumber': '请填写案号。', 'members.0.name': '请填写姓名。', 'members.0.birthDay': '日期不能早于 1900 年 1 月 1 日。',
    });
    expect(Object.values(fields).join('')).toMatch(/^[^a-z]*$/u);
    expect(await fieldsOf(await create(buildDraft({ members: [{ id: 'm1', name: '某', relation: 'spouse' }] })))).toHaveProperty('members');
    expect(await fieldsOf(await create(buildDraft({ caseNumber: '新低保〔2026〕0147' })))).toEqual({ caseNumber: '这个案号已被使用。' });
    expect(await fieldsOf(await create(buildDraft({ organisationId: 'demo-vendor-2', villageId: 'demo-village-1' })))).toHaveProperty('organisationId');
  });

  it('keep a doubtful ID number only with its reason', async () => {
    const doubtful = (reason?: string): CaseDraftInput => buildDraft({
      members: [{ id: 'm1', name: '某某', relation: 'self', idNumber: '110105194912310021', ...(reason !== undefined && { idNumberReason: reason }) }],
    });
    expect((await fieldsOf(await create(doubtful())))['members.0.idNumber']).toMatch(/校验码不符/u);
    const kept = await made(doubtful('户口簿所载如此'));
    expect(kept.members[0]).toMatchObject({ idNumber: '110105194912310021', birthDay: '1949-12-31' });
  });

  it('refuse ten megabytes clearly', async () => {
    const response = await create(buildDraft({ note: '长'.repeat(3_500_000) }));
    expect(response.status).toBe(413);
    expect(await codeOf(response)).toBe('input.tooLarge');
    expect((await fieldsOf(await create(buildDraft({ note: '长'.repeat(3_000) }))))['note']).toMatch(/2000/u);
  });

  it('are edited by one person at a time, and what stood before is kept', async () => {
    const { id } = await made(buildDraft());
    const { revision, draft } = await clerk.get<EditableCase>(`/api/cases/${id}/draft`);
    const moved = { ...draft, address: '新城区东街街道万通社区 1 号', villageId: 'demo-village-2', note: '已搬家' };
    expect((await clerk.post(`/api/cases/${id}`, { revision, draft: moved })).status).toBe(200);
    expect(await codeOf(await clerk.post(`/api/cases/${id}`, { revision, draft }))).toBe('case.changedMeanwhile');
    expect(await clerk.get<EditableCase>(`/api/cases/${id}/draft`)).toMatchObject({ revision: revision + 1, draft: moved });
    const { note: _gone, ...without } = moved;
    expect((await clerk.post(`/api/cases/${id}`, { revision: revision + 1, draft: without })).status).toBe(200);
    expect((await clerk.get<EditableCase>(`/api/cases/${id}/draft`)).draft).not.toHaveProperty('note');
    const supervisor = await running.signIn('supervisor');
    const { entries } = await supervisor.get<TrailPage>('/api/trail/entries?act=case.changed');
    expect(entries.map(({ entry }) => entry.details['fields'])).toEqual(['note', expect.stringContaining('address')]);
  });
});
