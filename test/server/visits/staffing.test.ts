import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrailPage } from '../../../server/trail/contract.ts';
import type { VisitDetail } from '../../../server/visits/contract.ts';
import type { DrawnPair, StaffForVisit } from '../../../server/visits/staffing/contract.ts';
import { drawPair, eligiblePairs } from '../../../server/visits/staffing/pairs.ts';
import type { Client, RunningPlatform } from '../../support/startPlatform.ts';
import { codeOf, startPlatform } from '../../support/startPlatform.ts';
import { act, done } from '../../support/visitActs.ts';

const CASE = 'demo-household-1';

describe('who visits whom', () => {
  let running: RunningPlatform;
  let orgAdmin: Client;
  let first: Client;

  beforeAll(async () => {
    running = await startPlatform();
    orgAdmin = await running.signIn('orgadmin');
    first = await running.signIn('investigator');
    for (const [id, username] of [['inv-3', 'third'], ['inv-4', 'fourth']] as const) {
      await orgAdmin.post('/api/accounts', { id, username, name: username, role: 'investigator', organisationId: 'demo-vendor', password: 'long-enough-1' });
    }
  });
  afterAll(() => running.stop());

  const staff = async (): Promise<StaffForVisit['staff']> => (await orgAdmin.get<StaffForVisit>(`/api/visit-staff?householdId=${CASE}`)).staff;
  const assign = (...investigatorIds: string[]): Promise<Response> => orgAdmin.post('/api/visits', { householdId: CASE, investigatorIds, appointedAtMs: Date.now() });

  it('is drawn among those with the least to do, and the draw can be repeated from the trail', async () => {
    expect((await staff()).map(({ id, load }) => [id, load])).toEqual([['inv-3', 0], ['inv-4', 0], ['demo-investigator', 3], ['demo-investigator2', 3]]);
    const drawn = (await (await orgAdmin.post('/api/visit-pairs', { householdId: CASE })).json()) as DrawnPair;
    expect([...drawn.investigatorIds].sort()).toEqual(['inv-3', 'inv-4']);
    const { entries } = await (await running.signIn('supervisor')).get<TrailPage>('/api/trail/entries?act=visit.pairDrawn');
    const { seed, first: one, second: other } = entries[0]?.entry.details ?? {};
    expect(drawPair(String(seed), eligiblePairs((await staff()).map(({ id, load }) => ({ id, load })), new Map()))).toEqual([one, other]);
    expect(await codeOf(await first.post('/api/visit-pairs', { householdId: CASE }))).toBe('access.denied');
  });

  it('is nobody who declared a conflict with the household, and they see it no more', async () => {
    const { id } = (await (await assign('demo-investigator', 'inv-3')).json()) as VisitDetail;
    const third = await fetch(`${running.url}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'third', password: 'long-enough-1' }) });
    const cookie = third.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const asThird = (path: string, body?: object): Promise<Response> => fetch(`${running.url}${path}`, { ...(body && { method: 'POST', body: JSON.stringify(body) }), headers: { cookie, 'content-type': 'application/json' } });
    expect((await asThird(`/api/cases/${CASE}`)).status).toBe(200);
    expect(await codeOf(await asThird(`/api/visits/${id}/acts`, { actId: 'accept-conflict', act: { act: 'accept', conflict: 'declared' } }))).toBe('visit.conflictOfInterest');
    expect((await asThird(`/api/visits/${id}/acts`, { actId: 'decline-conflict', act: { act: 'decline', reason: '申请人是我的舅舅', conflict: true } })).status).toBe(200);
    expect(await codeOf(await asThird(`/api/cases/${CASE}`))).toBe('access.denied');
    expect((await staff()).find((one) => one.id === 'inv-3')).toMatchObject({ conflict: true });
    expect(await codeOf(await assign('demo-investigator', 'inv-3'))).toBe('visit.conflictOfInterest');
    // The visit that was sent back gets two others, of the same organisation only.
    const again = { act: 'assign' as const, organisationId: 'demo-vendor', investigatorIds: ['demo-investigator', 'inv-4'] };
    expect(await codeOf(await act(orgAdmin, id, { ...again, organisationId: 'demo-vendor-2' }))).toBe('visit.investigatorUnknown');
    expect(await codeOf(await act(orgAdmin, id, { ...again, investigatorIds: ['demo-investigator', 'inv-3'] }))).toBe('visit.conflictOfInterest');
    await done(orgAdmin, id, again);
    expect((await done(orgAdmin, id, { act: 'dispatch' })).state).toBe('dispatched');
    expect((await first.get<VisitDetail>(`/api/visits/${id}`)).investigators.map((one) => one.id).sort()).toEqual(['demo-investigator', 'inv-4']);
  });
});
