import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, dayInChina } from '../../../server/clocks/days.ts';
import type { AccountList, OrganisationList } from '../../../server/people/contract.ts';
import type { TrailPage } from '../../../server/trail/contract.ts';
import type { Client, DemoUser, RunningPlatform } from '../../support/startPlatform.ts';
import { codeOf, startPlatform } from '../../support/startPlatform.ts';

const today = dayInChina(Date.now());
const NEW = { id: 'account-new', username: 'saihan', name: '赛罕', role: 'investigator', organisationId: 'demo-vendor', password: 'long-enough-1' } as const;

describe('organisations and people', () => {
  let running: RunningPlatform;
  const clients = new Map<DemoUser, Client>();

  beforeAll(async () => {
    running = await startPlatform();
    for (const user of ['sysadmin', 'orgadmin', 'supervisor', 'clerk', 'investigator2'] as const) clients.set(user, await running.signIn(user));
  });
  afterAll(() => running.stop());
  const as = (user: DemoUser): Client => clients.get(user) as Client;
  const enter = (username: string, password: string): Promise<Response> =>
    fetch(`${running.url}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username, password }) });
  const find = (list: AccountList, id: string): AccountList['accounts'][number] | undefined => list.accounts.find((one) => one.id === id);

  it('opens an account of the own organisation that can sign in, once however often it is sent', async () => {
    for (let i = 0; i < 2; i += 1) expect((await as('orgadmin').post('/api/accounts', NEW)).status).toBe(201);
    expect((await enter('saihan', NEW.password)).status).toBe(200);
    expect(await codeOf(await as('orgadmin').post('/api/accounts', { ...NEW, id: 'another' }))).toBe('account.nameTaken');
  });

  it('gives no vendor an officer’s role, and no organisation another’s people', async () => {
    expect(await codeOf(await as('orgadmin').post('/api/accounts', { ...NEW, id: 'a1', username: 'secret', role: 'approver' }))).toBe('account.wrongRole');
    expect(await codeOf(await as('orgadmin').post('/api/accounts', { ...NEW, id: 'a2', username: 'secret', role: 'clerk', organisationId: 'demo-town' }))).toBe('access.denied');
    expect(await codeOf(await as('orgadmin').post('/api/accounts/demo-clerk', { disabled: true }))).toBe('access.denied');
    for (const user of ['clerk', 'supervisor', 'investigator2'] as const) expect(await codeOf(await as(user).fetch('/api/accounts')), user).toBe('access.denied');
    const own = await as('orgadmin').get<AccountList>('/api/accounts');
    expect(new Set(own.accounts.map(({ organisationId }) => organisationId))).toEqual(new Set(['demo-vendor']));
    expect(JSON.stringify(own)).not.toContain('argon2');
    expect((await as('sysadmin').get<AccountList>('/api/accounts')).accounts.length).toBeGreaterThan(own.accounts.length);
  });

  it('ends a disabled account’s sessions at once, and nobody disables themself', async () => {
    const { organisation } = { organisation: 'demo-investigator2' };
    expect((await as('investigator2').fetch('/api/visits')).status).toBe(200);
    const list = (await (await as('orgadmin').post(`/api/accounts/${organisation}`, { disabled: true })).json()) as AccountList;
    expect(find(list, organisation)?.disabledAtMs).toBeTypeOf('number');
    expect((await as('investigator2').fetch('/api/visits')).status).toBe(401);
    await as('orgadmin').post(`/api/accounts/${organisation}`, { disabled: false, password: 'another-long-1' });
    expect((await enter('investigator2', 'another-long-1')).status).toBe(200);
    expect(await codeOf(await as('orgadmin').post('/api/accounts/demo-orgadmin', { disabled: true }))).toBe('account.own');
  });

  it('keeps a contract’s days and towns; the day it ends its people are out', async () => {
    const vendor = (endsOn: string): object => ({
      id: 'demo-vendor', kind: 'vendor', name: '晨光社会工作服务中心', contract: { number: '新民采〔2026〕12 号', startsOn: addDays(today, -10), endsOn, townIds: ['demo-town'] },
    });
    expect(await codeOf(await as('orgadmin').post('/api/organisations', vendor(addDays(today, 900))))).toBe('access.denied');
    expect(await codeOf(await as('sysadmin').post('/api/organisations', { id: 'demo-vendor', kind: 'town', name: '改成街道' }))).toBe('organisation.wrongKind');
    expect((await as('sysadmin').post('/api/organisations', vendor(addDays(today, -20)))).status, 'ends before it starts').toBe(400);
    expect((await as('sysadmin').post('/api/organisations', vendor(addDays(today, -1)))).status).toBe(200);
    expect(await codeOf(await as('orgadmin').fetch('/api/accounts'))).toBe('session.contractEnded');
    const { organisations } = (await (await as('sysadmin').post('/api/organisations', vendor(addDays(today, 30)))).json()) as OrganisationList;
    expect(organisations.find(({ id }) => id === 'demo-vendor')).toMatchObject({ active: true, contract: { townIds: ['demo-town'] } });
    expect((await as('orgadmin').fetch('/api/accounts')).status).toBe(200);
  });

  it('adds a village under a town, and writes each change into the trail without names', async () => {
    const village = { id: 'village-new', townId: 'demo-town', name: '新华社区' };
    expect(await codeOf(await as('sysadmin').post('/api/villages', { ...village, townId: 'demo-vendor' }))).toBe('organisation.townUnknown');
    const { villages } = (await (await as('sysadmin').post('/api/villages', village)).json()) as OrganisationList;
    expect(villages).toContainEqual(village);
    for (const act of ['account.added', 'account.changed', 'organisation.changed']) {
      const { entries } = await as('supervisor').get<TrailPage>(`/api/trail/entries?act=${act}`);
      expect(entries.length, act).toBeGreaterThan(0);
      expect(JSON.stringify(entries.map(({ entry }) => entry))).not.toMatch(/赛罕|晨光|新华/u);
    }
  });
});
