import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseDetail } from '../../../server/cases/contract.ts';
import type { DocumentView } from '../../../server/documents/contract.ts';
import type { ProcedureView, WorkQueue } from '../../../server/procedures/contract.ts';
import type { ReportView } from '../../../server/reports/contract.ts';
import type { TrailPage } from '../../../server/trail/contract.ts';
import type { VisitDetail } from '../../../server/visits/contract.ts';
import type { Client, RunningPlatform } from '../../support/startPlatform.ts';
import { codeOf, startPlatform } from '../../support/startPlatform.ts';
import { act, bringTo, CONSENT, done, INK, sealVisit } from '../../support/visitActs.ts';
import type { Pair } from '../../support/visitActs.ts';
import { noticeText } from '../../../server/visits/notices/contract.ts';
import { buildDraft } from './buildCase.ts';

const VENDOR = 'demo-vendor';
const BOTH = ['demo-investigator', 'demo-investigator2'] as const;

describe('a case and its visits', () => {
  let running: RunningPlatform;
  let clerk: Client;
  let orgAdmin: Client;
  let supervisor: Client;
  let pair: Pair;

  beforeAll(async () => {
    running = await startPlatform({ env: { PRESENCE_GRACE_SECONDS: '600' } });
    [clerk, orgAdmin, supervisor] = await Promise.all(([ 'clerk', 'orgadmin', 'supervisor'] as const).map((user) => running.signIn(user))) as [Client, Client, Client];
    pair = { first: await running.signIn('investigator'), second: await running.signIn('investigator2') };
  });
  afterAll(() => running.stop());

  const caseAct = (caseId: string, body: object, by = clerk): Promise<Response> => by.post(`/api/cases/${caseId}/acts`, body);
  const assign = (caseId: string): Promise<Response> => orgAdmin.post('/api/visits', { householdId: caseId, investigatorIds: BOTH, appointedAtMs: Date.now() });
  const newCase = async (id: string): Promise<void> => {
    expect((await clerk.post('/api/cases', { id, draft: buildDraft({ caseNumber: `随〔2026〕${id}` }) })).status).toBe(201);
  };
  /** What the trail says of this case, as `act outcome visit`. */
  const toldOf = async (caseId: string): Promise<string[]> => {
    const { entries } = await supervisor.get<TrailPage>('/api/trail/entries?act=case.acted&limit=200');
    return entries.filter(({ entry }) => entry.object?.id === caseId).map(({ entry: { details } }) => [details['caseAct'], details['outcome']].filter((one) => one !== undefined).join(' '));
  };

  it('wait for the clerk from the first minute, and take no visit before they are accepted and entrusted', async () => {
    await newCase('case-a');
    const { waiting } = await clerk.get<WorkQueue>('/api/work-queue');
    expect(waiting.find(({ caseId }) => caseId === 'case-a')).toMatchObject({ state: 'draft' });
    expect(await codeOf(await assign('case-a'))).toBe('case.notEntrusted');
    for (const body of [{ act: 'submit' }, { act: 'accept' }]) expect((await caseAct('case-a', body)).status).toBe(200);
    expect(await clerk.get<CaseDetail>('/api/cases/case-a')).toMatchObject({ state: 'accepted', dueOn: expect.any(String) as unknown });
    expect(await codeOf(await assign('case-a'))).toBe('case.notEntrusted');
    expect(await codeOf(await caseAct('case-a', { act: 'startInvestigation', organisationId: 'demo-vendor-2', investigatorIds: [] }))).toBe('organisation.notContracted');
    expect((await caseAct('case-a', { act: 'startInvestigation', organisationId: VENDOR, investigatorIds: [] })).status).toBe(200);
    expect((await assign('case-a')).status).toBe(201);
  });

  it('are told of consents, of how the visit ended, and of its seal; the report is for whoever visited', async () => {
    const { visits } = await pair.first.get<{ visits: VisitDetail[] }>('/api/visits');
    const visit = visits.find(({ household }) => household.id === 'case-a')?.id ?? '';
    expect(await codeOf(await caseAct('case-a', { act: 'requestCheck' }))).toBe('case.authorizationMissing');
    await bringTo(pair, visit, 'consentRecorded');
    await done(pair.first, visit, { ...CONSENT, kind: 'checkAuthorization', personId: 'm1', textVersion: noticeText('checkAuthorization')?.version ?? '' }, { ink: INK });
    expect((await caseAct('case-a', { act: 'requestCheck' })).status).toBe(200);
    await sealVisit(pair, visit);
    expect(await toldOf('case-a')).toEqual(expect.arrayContaining(['assignInvestigators', 'giveConsent', 'noteVisit completed']));
    expect((await toldOf('case-a')).filter((one) => one.startsWith('noteVisit'))).toHaveLength(1);
    // The seal of the only visit begins the days after which its investigators no longer see the case in full.
    expect((await running.platform.trail.ofVisit(visit)).map((entry) => entry.act)).toContain('case.acted');

    const drafted = (await (await pair.first.post('/api/cases/case-a/report/draft')).json()) as ReportView;
    const submitted = await pair.first.post('/api/cases/case-a/report/submission', { version: drafted.shown?.version, fewerInterviews: '邻居均不在家' });
    expect(submitted.status).toBe(200);
    expect((await pair.first.get<VisitDetail>(`/api/visits/${visit}`)).state).toBe('reported');
    expect((await clerk.get<ProcedureView>('/api/cases/case-a/procedure')).state).toBe('reported');
  });

  it('carry the hands of the visit on their printed papers', async () => {
    const paper = async (kind: string, by = clerk): Promise<string> => {
      const issued = (await (await by.post('/api/cases/case-a/documents', { kind })).json()) as DocumentView;
      return JSON.stringify(await by.get(`/api/documents/${issued.id}`));
    };
    const consent = await paper('consent');
    expect(consent).toContain(INK.png);
    expect(consent).toContain('签字');
    const form = await paper('visitForm');
    for (const name of ['李秀英', '巴特尔']) expect(form).toContain(name);
    expect(form.split(INK.png).length - 1).toBeGreaterThanOrEqual(3);
  });

  it('know the refused picture from the refused visit', async () => {
    await newCase('case-b');
    for (const body of [{ act: 'submit' }, { act: 'accept' }, { act: 'startInvestigation', organisationId: VENDOR, investigatorIds: [] }]) await caseAct('case-b', body);
    const { id } = (await (await assign('case-b')).json()) as VisitDetail;
    await bringTo(pair, id, 'noticeGiven');
    await done(pair.first, id, { act: 'recordRefusal', refused: 'visit', reason: '不愿接受调查' });
    expect(await toldOf('case-b')).toContain('noteVisit visitRefused');
    expect(await codeOf(await caseAct('case-b', { act: 'endProcedure', cause: 'recordingRefused', reason: '拒绝录像' }))).toBe('case.recordingRefusalOnly');
    expect((await caseAct('case-b', { act: 'endProcedure', cause: 'notCooperating', reason: '拒绝调查' })).status).toBe(200);
    expect(await codeOf(await act(pair.first, id, { act: 'start' }))).toBe('visit.notInThisState');
    expect((await clerk.get<CaseDetail>('/api/cases/case-b')).state).toBe('procedureEnded');
  });
});

it('are shown to their investigators in full for as long after the last seal as the district has set', async () => {
  const running = await startPlatform({ env: { PRESENCE_GRACE_SECONDS: '600', SEEN_AFTER_SEAL_DAYS: '0' } });
  try {
    const pair = { first: await running.signIn('investigator'), second: await running.signIn('investigator2') };
    const seen = async (): Promise<string> => (await pair.first.fetch('/api/cases/demo-household-1')).text();
    expect(await seen()).toContain('刘桂兰');
    await sealVisit(pair, 'demo-visit-1');
    expect(await seen()).not.toContain('刘桂兰');
    expect(await seen()).toContain('刘**');
    expect(await codeOf(await pair.first.fetch('/api/cases/demo-household-1/report'))).toBe('access.denied');
  } finally {
    await running.stop();
  }
});
