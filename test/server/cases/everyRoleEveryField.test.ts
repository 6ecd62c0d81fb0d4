import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseDetail, Unmasked } from '../../../server/cases/contract.ts';
import type { DocumentList } from '../../../server/documents/contract.ts';
import type { AnswersReply } from '../../../server/forms/contract.ts';
import type { TrailPage } from '../../../server/trail/contract.ts';
import type { Client, DemoUser, RunningPlatform } from '../../support/startPlatform.ts';
import { codeOf, startPlatform } from '../../support/startPlatform.ts';
import { answer, bringTo } from '../../support/visitActs.ts';

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

/** What a visit writes into every room of the case, where it can hide in texts. */
const WRITTEN = {
  ...SECRETS, illness: '糖尿病并发症', childDay: '2010年8月19日', adultDay: '1980年3月1日', certificate: '15010219800301123X43', obligorPhone: '13848120417', healthWord: '健康状况 慢性病', imputedAs: '按慢性病系数', needOfIll: '重大疾病', neighbour: '周大妈',
} as const;
const DISTRICT_SEES_NONE_OF = ['illness', 'diagnosis', 'childName', 'childId', 'childBirthDay', 'childDay', 'adultId', 'adultBirthDay', 'adultDay', 'certificate', 'obligor', 'obligorPhone', 'healthWord', 'imputedAs', 'needOfIll', 'neighbour'] as const;
const REVIEWER_SEES_NONE_OF = [...DISTRICT_SEES_NONE_OF, 'adultName', 'applicant', 'phone', 'address'] as const;

describe('every role and every room of a case whose visit has filled them', () => {
  let running: RunningPlatform;
  let clerk: Client;

  beforeAll(async () => {
    running = await startPlatform({ env: { PRESENCE_GRACE_SECONDS: '600' } });
    const pair = { first: await running.signIn('investigator'), second: await running.signIn('investigator2') };
    clerk = await running.signIn('clerk');
    await bringTo(pair, 'demo-visit-1', 'inProgress');
    const answers = Object.entries({
      'members.m1.health': 'chronic', 'members.m2.birthDay': '1980-03-01', 'members.m3.birthDay': '2010-08-19', 'members.m2.health': 'serious', 'members.m2.illness': WRITTEN.illness, 'members.m2.disability': 'physical', 'members.m2.disabilityGrade': '2',
      'members.m2.disabilityCertificate': WRITTEN.certificate, 'members.m3.health': 'chronic', 'members.m4.health': 'healthy', 'labour.m3.employment': 'student', 'labour.m1.employment': 'unemployed',
      'closing.facts': `${WRITTEN.adultName}患${WRITTEN.illness}，儿子${WRITTEN.childName}在校，由${WRITTEN.obligor}（${WRITTEN.obligorPhone}）接济。住新城区东街街道光明路社区 18 号院 3 号楼 2 单元 401。`,
    }).map(([itemId, value]) => answer(itemId, value));
    const sent = await pair.first.post('/api/visits/demo-visit-1/answers', { answers });
    expect((await sent.json() as AnswersReply).outcomes.filter(({ outcome }) => outcome !== 'kept')).toEqual([]);
    const write = async (by: Client, path: string, body?: object): Promise<void> => {
      const response = await by.post(`/api/cases/demo-household-1/${path}`, body);
      if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    };
    await write(pair.first, 'interviews', { interviewId: randomUUID(), neighbourName: WRITTEN.neighbour, relation: 'neighbour', yearsKnown: 9, statement: `${WRITTEN.adultName}得了${WRITTEN.illness}，孩子叫${WRITTEN.childName}。`, outOfHearing: true });
    await write(pair.first, 'report/draft');
    await write(clerk, 'calculations', {});
    await write(clerk, 'needs');
    for (const kind of ['notice', 'consent', 'visitForm', 'calculationSheet']) await write(clerk, 'documents', { kind });
  });
  afterAll(() => running.stop());

  const everything = async (client: Client): Promise<string> => {
    const { documents } = await clerk.get<DocumentList>('/api/cases/demo-household-1/documents');
    const paths = [
      '/api/visits/demo-visit-1/form', '/api/visits/demo-visit-1/form/history?itemId=members.m2.illness', '/api/visits/demo-visit-1',
      ...['procedure', 'report', 'interviews', 'calculations', 'needs', 'documents'].map((room) => `/api/cases/demo-household-1/${room}`),
      '/api/deadlines', '/api/work-queue', '/api/dashboard', '/api/visits', '/api/cases', ...documents.map(({ id }) => `/api/documents/${id}`),
    ];
    return (await Promise.all(paths.map(async (path) => (await client.fetch(path)).text()))).join('\n');
  };

  it('is there in full for the town, so that the others’ silence says something', async () => {
    const seen = await everything(clerk);
    // What is registered with the case and not asked again stands only on the case's own page, which the list above looks at.
    const ofTheCase = new Set<string>(['diagnosis']);
    expect(DISTRICT_SEES_NONE_OF.filter((name) => !ofTheCase.has(name) && !seen.includes(WRITTEN[name]))).toEqual([]);
  });

  it.each([['supervisor', DISTRICT_SEES_NONE_OF], ['reviewer', REVIEWER_SEES_NONE_OF]] as const)('holds nothing in any text of what the table hides from the %s', async (user, hidden) => {
    const client = await running.signIn(user);
    const seen = await everything(client);
    expect(hidden.filter((name) => seen.includes(WRITTEN[name]))).toEqual([]);
    // They do read the report and the figures.
    expect(seen).toContain('不含是否符合救助条件的结论');
    expect(seen).toContain('perCapitaFen');
  });

  it.each(['orgadmin', 'sysadmin', 'clerk2'] as const)('holds nothing at all for %s', async (user) => {
    const seen = await everything(await running.signIn(user));
    expect(Object.values(WRITTEN).filter((value) => seen.includes(value) && value !== '"spouse"')).toEqual([]);
  });

  it('gives papers that can’t be masked to nobody who may not read all of them', async () => {
    const { documents } = await (await running.signIn('reviewer')).get<DocumentList>('/api/cases/demo-household-1/documents');
    expect(documents.map(({ kind }) => kind).filter((kind) => kind === 'visitForm' || kind === 'calculationSheet')).toEqual([]);
  });
});
