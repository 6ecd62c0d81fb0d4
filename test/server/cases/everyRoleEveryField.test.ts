import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseDetail, Unmasked } from '../../../server/cases/contract.ts';
import type { TrailPage } from '../../../server/trail/contract.ts';
import type { Client, DemoUser, RunningPlatform } from '../../support/startPlatform.ts';
import { codeOf, startPlatform } from '../../support/startPlatform.ts';

/** What the demo's first case holds, by what it is: an adult with an illness, a child, and an obligor. */
const SECRETS = {
  adultName: '张建军', adultId: '15010219800301123X', adultBirthDay: '1980-03-01', diagnosis: '慢性肾病',
  childName: '张浩', childId: '150102201008192011', childBirthDay: '2010-08-19',
  applicant: '刘桂兰', phone: '13904716628', address: '18 号院', coordinates: '111.7012', obligor: '刘桂芳', income: '150000', relation: '"spouse"',
} as const;
type Secret = keyof typeof SECRETS;

const EVERYTHING = Object.keys(SECRETS) as Secret[];
/** Of domain.md's table: what each role may find anywhere in an answer about the case. */
const SEES: Readonly<Partial<Record<DemoUser, readonly Secret[]>>> = {
  clerk: EVERYTHING,
  approver: EVERYTHING,
  investigator: EVERYTHING,
  supervisor: ['adultName', 'applicant', 'phone', 'address', 'coordinates', 'income', 'relation'],
  reviewer: ['income', 'relation'],
  orgadmin: [],
};
/** Where a case's data could be: every answer that speaks of the first case. */
const PATHS = ['/api/cases', '/api/cases/demo-household-1', '/api/visits', '/api/visits/demo-visit-1', '/api/cases?q=0147'] as const;

describe('every role and every field, over HTTP', () => {
  let running: RunningPlatform;
  const clients = new Map<DemoUser, Client>();

  beforeAll(async () => {
    running = await startPlatform();
    for (const user of [...Object.keys(SEES), 'sysadmin', 'clerk2'] as DemoUser[]) clients.set(user, await running.signIn(user));
  });
  afterAll(() => running.stop());
  const client = (user: DemoUser): Client => clients.get(user) as Client;

  it.each(Object.entries(SEES) as [DemoUser, readonly Secret[]][])('%s finds what the table says and nothing else', async (user, sees) => {
    const answers = (await Promise.all(PATHS.map(async (path) => (await client(user).fetch(path)).text()))).join('\n');
    for (const secret of EVERYTHING) {
      expect(answers.includes(SECRETS[secret]), `${user} ${secret}`).toBe(sees.includes(secret));
    }
  });

  it.each(['sysadmin', 'clerk2'] as const)('%s gets no answer about the case at all', async (user) => {
    const detail = await client(user).fetch('/api/cases/demo-household-1');
    expect(await codeOf(detail)).toBe('access.denied');
    const lists = await Promise.all(['/api/cases', '/api/visits'].map(async (path) => (await client(user).fetch(path)).text()));
    for (const secret of EVERYTHING) expect(lists.join('').includes(SECRETS[secret]), secret).toBe(false);
  });

  it('counts the members of whom a viewer may see nothing, and says no more of them', async () => {
    const detail = await client('supervisor').get<CaseDetail>('/api/cases/demo-household-1');
    expect(detail).toMatchObject({ memberCount: 4, hiddenMembers: 1 });
    expect(detail.members).toHaveLength(3);
  });

  it('lifts a mask only for a purpose, and writes it down with the field and the case', async () => {
    const reviewer = client('reviewer');
    const ask = (body: object): Promise<Response> => reviewer.post('/api/cases/demo-household-1/unmask', body);
    expect((await ask({ field: 'idNumber', memberId: 'm2', purpose: ' ' })).status).toBe(400);
    const response = await ask({ field: 'idNumber', memberId: 'm2', purpose: '抽查核对身份' });
    expect((await response.json()) as Unmasked).toEqual({ value: SECRETS.adultId });
    const { entries } = await client('supervisor').get<TrailPage>('/api/trail/entries?act=case.unmasked');
    expect(entries).toHaveLength(1);
    expect(entries[0]?.entry).toMatchObject({ object: { kind: 'case', id: 'demo-household-1' }, details: { field: 'idNumber', memberId: 'm2' } });
    expect(entries[0]?.disclosures.find(({ name }) => name === 'purpose')?.text).toBe('抽查核对身份');
  });

  it('lifts no mask from a child, nor for a role without the ability', async () => {
    const body = { field: 'memberName', memberId: 'm3', purpose: '抽查核对身份' };
    for (const user of ['reviewer', 'supervisor', 'orgadmin', 'sysadmin'] as const) {
      expect(await codeOf(await client(user).post('/api/cases/demo-household-1/unmask', body)), user).toBe('access.denied');
    }
  });
});
