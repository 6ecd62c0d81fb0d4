import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ProcedureView } from '../../../server/procedures/contract.ts';
import type { CaseAct } from '../../../server/rules/contract.ts';
import { CASE_TABLE } from '../../../server/rules/caseMachine.ts';
import type { TrailEntry } from '../../../server/trail/contract.ts';
import type { CaseBed, Who } from '../../support/openCaseBed.ts';
import { CASE, openCaseBed, PEOPLE } from '../../support/openCaseBed.ts';

let bed: CaseBed;
beforeAll(async () => {
  bed = await openCaseBed({ caseFiles: async (ids) => ids.filter((id) => id.startsWith('random-')).map((id) => ({ ...CASE, id })) });
});
afterAll(() => bed.close());

/** One of each that pages send, in the course of a case, so that a run that follows it gets far. */
const COURSE: readonly [Who, CaseAct][] = [
  ['clerk', { act: 'submit' }], ['clerk', { act: 'accept' }], ['clerk', { act: 'startInvestigation', organisationId: 'vendor', investigatorIds: ['li', 'ba'] }],
  ['clerk', { act: 'giveConsent', kind: 'checkAuthorization', personId: 'm1', documentId: 'd' }], ['clerk', { act: 'requestCheck' }], ['clerk', { act: 'requestObligorCheck', obligorId: 'daughter' }],
  ['clerk', { act: 'appraise', truthful: 9, doubtful: 1 }], ['clerk', { act: 'coReview', committeePersonId: 'secretary' }], ['clerk', { act: 'writeOpinion', opinion: '拟予确认' }],
  ['clerk', { act: 'publish' }], ['clerk', { act: 'object', objectionId: 'o1' }], ['clerk', { act: 'dismissObjection', objectionId: 'o1', finding: '不成立' }], ['clerk', { act: 'closePublicity' }],
  ['approver', { act: 'approve' }], ['approver', { act: 'refuse', grounds: ['recordingRefused'], statement: '拒绝录像' }], ['clerk', { act: 'notify' }], ['clerk', { act: 'pay' }],
  ['clerk', { act: 'endProcedure', cause: 'recordingRefused', reason: '拒绝录像' }], ['clerk', { act: 'withdraw', reason: '不再申请' }],
  ['supervisor', { act: 'openOverlay', overlay: 'underComplaint', documentId: 'd' }],
  ['supervisor', { act: 'destroy', material: 'rawVideo', secondPersonId: 'x', certificateId: 'c', extractApprovedBy: 'y' }],
  ['clerk', { act: 'startRecheck' }], ['clerk', { act: 'proposeAdjustment', direction: 'terminate', reason: '收入增加' }], ['approver', { act: 'terminate' }],
];
const tries = fc.array(fc.record({
  step: fc.nat({ max: COURSE.length - 1 }),
  /** Often whoever it belongs to; else anybody. */
  who: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom(...(Object.keys(PEOPLE) as Who[])) }),
}), { minLength: 12, maxLength: 24 });

let runs = 0;

it('random acts by random people, over HTTP, move a case only as its table says, and every refusal has its rule and its entry', async () => {
  await fc.assert(fc.asyncProperty(tries, fc.nat({ max: 4 }), async (run, plain) => {
    runs += 1;
    const id = `random-${runs}`;
    const steps = [...COURSE.slice(0, plain).map((_, step) => ({ step, who: undefined })), ...run];
    let refusedByRule = 0;
    for (const { step, who } of steps) {
      const [owner, act] = COURSE[step] as (typeof COURSE)[number];
      const response = await bed.send(who ?? owner, 'POST', `/cases/${id}/acts`, act);
      if (response.ok) continue;
      const { error } = (await response.json()) as { error: { code: string; message: string } };
      // Never a broken server, and always a sentence: the rule's own, or that this person has no part in it.
      expect([403, 409], `${act.act}: ${error.code}`).toContain(response.status);
      expect(error.message).toMatch(/[一-龥]/u);
      if (response.status === 409) refusedByRule += 1;
    }
    const told: TrailEntry[] = [];
    for (const act of ['case.acted', 'case.refused'] as const) {
      // The newest come first; a run has far fewer than a page.
      const { entries } = await bed.trail.page({ act, limit: 100 });
      told.push(...entries.map(({ entry }) => entry).filter(({ object }) => object?.id === id).toSorted((a, b) => a.seq - b.seq));
    }
    let state = 'draft';
    for (const { act, actor, details } of told.filter((entry) => entry.act === 'case.acted')) {
      expect(act).toBe('case.acted');
      expect(details['from']).toBe(state);
      const rows = CASE_TABLE.filter((row) => row.act === details['caseAct'] && row.from.some((from) => from === state) && 'to' in row);
      expect(rows.some((row) => 'to' in row && (row.to === 'same' ? state : row.to) === details['to'] && row.by.some((role) => role === actor?.role)), `${String(details['caseAct'])} in ${state}`).toBe(true);
      state = String(details['to']);
    }
    expect(told.filter(({ act }) => act === 'case.refused')).toHaveLength(refusedByRule);
    expect((await bed.get<ProcedureView>('clerk', `/cases/${id}/procedure`)).state).toBe(state);
  }), { numRuns: 12 });
  expect((await bed.trail.verify()).ok).toBe(true);
}, 60_000);
