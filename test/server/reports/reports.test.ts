import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DocumentView } from '../../../server/documents/contract.ts';
import type { ProcedureView } from '../../../server/procedures/contract.ts';
import type { InterviewList, ReportView } from '../../../server/reports/contract.ts';
import type { CaseBed, Who } from '../../support/openCaseBed.ts';
import { openCaseBed } from '../../support/openCaseBed.ts';
import { codeOf } from '../../support/startPlatform.ts';
import { buildForm, WORKED_EVIDENCE, WORKED_EXAMPLE } from '../forms/buildForm.ts';

const answers = { ...WORKED_EXAMPLE, 'closing.facts': '父亲长期服药，母亲在超市上班。', 'closing.comments': '无意见', 'closing.contradictions': '无' };

describe('a case from acceptance to a reviewed report', () => {
  let bed: CaseBed;

  beforeAll(async () => {
    bed = await openCaseBed({ formOf: async () => buildForm(answers, { evidence: WORKED_EVIDENCE }) });
  });
  afterAll(() => bed.close());

  const act = (who: Who, body: object): Promise<Response> => bed.send(who, 'POST', '/cases/case-1/acts', body);
  const refused = async (response: Promise<Response>): Promise<[number, string]> => [(await response).status, await codeOf(await response)];
  const report = (): Promise<ReportView> => bed.get<ReportView>('investigator', '/cases/case-1/report');

  it('cannot be reported on before it is investigated', async () => {
    expect(await refused(bed.send('investigator', 'POST', '/cases/case-1/report/draft'))).toEqual([409, 'report.notWritable']);
    expect(await refused(act('clerk', { act: 'accept' }))).toEqual([409, 'case.notInThisState']);
  });

  it('is accepted by the town and starts its clocks by the working-day calendar', async () => {
    for (const body of [{ act: 'submit' }, { act: 'accept' }]) expect((await act('clerk', body)).status).toBe(200);
    const { state, deadlines } = await bed.get<ProcedureView>('clerk', '/cases/case-1/procedure');
    expect(state).toBe('accepted');
    expect(deadlines.map(({ clock, dueOn }) => [clock, dueOn])).toEqual([['investigationStart', '2026-11-27'], ['total', '2026-12-22']]);
    expect(await refused(act('otherClerk', { act: 'startInvestigation', organisationId: 'vendor', investigatorIds: ['li', 'ba'] }))).toEqual([403, 'access.denied']);
    expect((await act('clerk', { act: 'startInvestigation', organisationId: 'vendor', investigatorIds: ['li', 'ba'] })).status).toBe(200);
  });

  it('asks for an obligor’s own consent before a check, and for the applicant’s authorisation', async () => {
    expect(await refused(act('clerk', { act: 'requestObligorCheck', obligorId: 'daughter' }))).toEqual([409, 'case.obligorConsentMissing']);
    expect(await refused(act('clerk', { act: 'requestCheck' }))).toEqual([409, 'case.authorizationMissing']);
    expect((await act('clerk', { act: 'giveConsent', kind: 'obligor', personId: 'daughter', documentId: 'd1' })).status).toBe(200);
    expect((await act('clerk', { act: 'requestObligorCheck', obligorId: 'daughter' })).status).toBe(200);
  });

  it('drafts the report from form, recording and neighbours, and tells where words read like a verdict', async () => {
    for (const neighbourName of ['周大妈', '吴师傅']) {
      const interview = { interviewId: randomUUID(), neighbourName, relation: 'neighbour', yearsKnown: 12, statement: '一家四口都住这里，生活很节省。', outOfHearing: true };
      expect((await bed.send('investigator', 'POST', '/cases/case-1/interviews', interview)).status).toBe(201);
      expect((await bed.send('investigator', 'POST', '/cases/case-1/interviews', interview)).status, 'sent again').toBe(201);
    }
    const drafted = (await (await bed.send('investigator', 'POST', '/cases/case-1/report/draft')).json()) as ReportView;
    expect(drafted.interviews).toBe(2);
    const text = (key: string): string => drafted.shown?.sections.find((one) => one.key === key)?.text ?? '';
    expect(text('basis')).toContain('2026年11月23日10时00分至2026年11月23日11时05分，调查员李秀英、巴特尔');
    expect(text('income')).toContain('超市工资');
    expect(text('facts')).toBe('父亲长期服药，母亲在超市上班。');
    expect(text('evidence')).toContain('照片6张；录像中断1处');
    expect(text('neighbours')).toContain('受访人1（邻居，相识12年）');
    expect(JSON.stringify(drafted), 'who spoke stays out of the report').not.toContain('周大妈');
    expect(drafted.shown?.hints).toEqual([]);

    const sections = (drafted.shown?.sections ?? []).map((one) => (one.key === 'facts' ? { ...one, text: '该家庭符合低保条件，建议予以批准。' } : one));
    const saved = (await (await bed.send('investigator2', 'POST', '/cases/case-1/report/versions', { basedOn: 1, sections })).json()) as ReportView;
    expect(saved.shown).toMatchObject({ version: 2 });
    expect(saved.shown?.hints.length).toBeGreaterThan(0);
    expect(await refused(bed.send('investigator', 'POST', '/cases/case-1/report/versions', { basedOn: 1, sections }))).toEqual([409, 'report.changedMeanwhile']);
  });

  it('keeps the neighbours’ identity from all who may not know it', async () => {
    const seen = async (who: Who): Promise<InterviewList> => bed.get<InterviewList>(who, '/cases/case-1/interviews');
    expect((await seen('clerk')).interviews[0]?.neighbourName).toBe('周大妈');
    expect((await seen('supervisor')).interviews[0]?.neighbourName).toBe('周**');
    for (const who of ['orgAdmin', 'systemAdmin', 'stranger'] as const) expect((await bed.send(who, 'GET', '/cases/case-1/interviews')).status, who).toBe(403);
  });

  it('returns the report with remarks, takes the next version, and is reviewed by nobody who wrote it', async () => {
    expect(await refused(bed.send('stranger', 'POST', '/cases/case-1/report/submission', { version: 2 }))).toEqual([403, 'access.denied']);
    expect((await bed.send('investigator', 'POST', '/cases/case-1/report/submission', { version: 2 })).status).toBe(200);
    const accept = { outcome: 'accepted', version: 2 };
    for (const who of ['investigator', 'investigator2', 'orgAdmin'] as const) {
      expect(await refused(bed.send(who, 'POST', '/cases/case-1/report/review', accept)), who).toEqual([409, 'case.reviewerWroteIt']);
    }
    expect(await refused(bed.send('approver', 'POST', '/cases/case-1/report/review', accept))).toEqual([409, 'case.roleMayNot']);
    const returned = { outcome: 'returned', version: 2, remarks: [{ section: 'facts', text: '请只写事实，删去结论。' }] };
    expect((await bed.send('clerk', 'POST', '/cases/case-1/report/review', returned)).status).toBe(200);
    const back = await report();
    expect(back).toMatchObject({ state: 'returned', may: { write: true, review: false } });
    expect(back.versions[0]?.review).toMatchObject({ outcome: 'returned', by: 'clerk', remarks: [{ section: 'facts' }] });

    const sections = (back.shown?.sections ?? []).map((one) => (one.key === 'facts' ? { ...one, text: '父亲长期服药，母亲在超市上班。' } : one));
    expect((await bed.send('investigator', 'POST', '/cases/case-1/report/versions', { basedOn: 2, sections })).status).toBe(201);
    expect((await bed.send('investigator', 'POST', '/cases/case-1/report/submission', { version: 3 })).status).toBe(200);
    expect((await bed.send('reviewer', 'POST', '/cases/case-1/report/review', { outcome: 'accepted', version: 3 })).status).toBe(200);
    expect((await report()).state).toBe('reviewed');
    const document = (await (await bed.send('clerk', 'POST', '/cases/case-1/documents', { kind: 'investigationReport' })).json()) as DocumentView;
    expect(document.title).toBe('入户家计调查报告');
  });

  it('lets the vendor write no opinion and take no decision, in whatever state', async () => {
    for (const who of ['investigator', 'orgAdmin'] as const) {
      for (const body of [{ act: 'writeOpinion', opinion: '建议批准' }, { act: 'approve' }, { act: 'refuse', grounds: ['other'], statement: '不符合' }, { act: 'terminate' }]) {
        expect(await refused(act(who, body)), `${who} ${body.act}`).toEqual([409, 'case.vendorNeverDecides']);
      }
    }
  });

  it('decides only after a publicity of seven days without an open objection, and refuses only with reasons and proof', async () => {
    for (const body of [{ act: 'coReview', committeePersonId: 'p1' }, { act: 'writeOpinion', opinion: '拟同意' }, { act: 'publish' }]) expect((await act('clerk', body)).status, body.act).toBe(200);
    expect(await refused(act('approver', { act: 'approve' }))).toEqual([409, 'case.publicityFirst']);
    expect(await refused(act('clerk', { act: 'closePublicity' }))).toEqual([409, 'case.publicityTooShort']);
    expect((await act('clerk', { act: 'object', objectionId: 'o1' })).status).toBe(200);
    bed.clock.nowMs += 8 * 86_400_000;
    expect(await refused(act('clerk', { act: 'closePublicity' }))).toEqual([409, 'case.objectionOpen']);
    expect((await act('clerk', { act: 'dismissObjection', objectionId: 'o1', finding: '查无此事' })).status).toBe(200);
    expect((await act('clerk', { act: 'closePublicity' })).status).toBe(200);
    expect(await refused(act('approver', { act: 'refuse', grounds: [], statement: '' }))).toEqual([409, 'case.reasonsMissing']);
    expect(await refused(act('approver', { act: 'refuse', grounds: ['recordingRefused'], statement: '拒绝录像' }))).toEqual([409, 'case.recordingRefusalOnly']);
    expect((await act('approver', { act: 'refuse', grounds: ['incomeAboveStandard'], statement: '人均收入高于标准。' })).status).toBe(200);
    expect(await refused(act('clerk', { act: 'notify' }))).toEqual([409, 'case.serviceUnproven']);
    expect(await refused(act('approver', { act: 'terminate' }))).toEqual([409, 'case.notInThisState']);
    expect((await act('supervisor', { act: 'openOverlay', overlay: 'inLitigation', documentId: 'd2' })).status).toBe(200);
    expect(await refused(act('clerk', { act: 'destroy', material: 'rawVideo', secondPersonId: 'p2', certificateId: 'c1' }))).toEqual([409, 'case.legalHold']);
  });

  it('left every act and every refusal in the trail, by rule name and without anybody’s words', async () => {
    const { entries } = await bed.trail.page({ act: 'case.refused', limit: 200 });
    const rules = entries.map(({ entry }) => entry.details['rule']);
    for (const rule of ['case.reviewerWroteIt', 'case.vendorNeverDecides', 'case.publicityTooShort', 'case.objectionOpen', 'case.reasonsMissing', 'case.recordingRefusalOnly', 'case.serviceUnproven', 'case.obligorConsentMissing', 'case.legalHold']) {
      expect(rules, rule).toContain(rule);
    }
    const returned = (await bed.trail.page({ act: 'report.returned', limit: 1 })).entries[0];
    expect(JSON.stringify(returned?.entry)).not.toContain('请只写事实');
    expect((await bed.trail.verify()).ok).toBe(true);
  });
});
