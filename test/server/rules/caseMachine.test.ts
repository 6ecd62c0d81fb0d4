import { describe, expect, it } from 'vitest';
import { CASE_OVERLAYS, CASE_STATES, caseActSchema } from '../../../server/rules/contract.ts';
import type { CaseAct } from '../../../server/rules/contract.ts';
import { caseActsOpenTo, CASE_TABLE } from '../../../server/rules/caseMachine.ts';
import type { CaseSubject } from '../../../server/rules/caseMachine.ts';
import { FIRST_RETENTION_PARAMETERS, retentionParametersSchema } from '../../../server/rules/casePolicy.ts';
import { CASE_RULES } from '../../../server/rules/caseRules.ts';
import {
  applicant, approver, brokenRule, caseIn, clerk, does, investigator, newCase, orgAdmin, platform, policyOn, reviewer, supervisor, TO_DECISION, TO_HEARING,
} from './buildCase.ts';

const approve: CaseAct = { act: 'approve' };
const refuse = (...grounds: Extract<CaseAct, { act: 'refuse' }>['grounds']): CaseAct => ({ act: 'refuse', grounds, statement: '理由见附件' });
const object = (objectionId: string): CaseAct => ({ act: 'object', objectionId });
const dismiss = (objectionId: string): CaseAct => ({ act: 'dismissObjection', objectionId, finding: '经核实不成立' });
const destroyFile: CaseAct = { act: 'destroy', material: 'caseFile', secondPersonId: 'sun', certificateId: 'c1' };
const destroyVideo: CaseAct = { act: 'destroy', material: 'rawVideo', secondPersonId: 'sun', certificateId: 'c1', extractApprovedBy: 'qian' };

const refusedAndNotified = (): CaseSubject =>
  does(does(caseIn('decisionPending'), refuse('incomeAboveStandard'), approver, '2026-11-02'), { act: 'notify', proofOfServiceId: 'p1' }, clerk, '2026-11-04');

describe('a case without an incident', () => {
  it('goes from the draft to the decision, the payment, the recheck and the end', () => {
    let one = newCase();
    const states: string[] = [one.state];
    for (const [act, actor, today] of TO_HEARING) {
      expect(caseActSchema.parse(act)).toEqual(act);
      one = does(one, act, actor, today);
      if (one.state !== states.at(-1)) states.push(one.state);
    }
    expect(states).toEqual([
      'draft', 'submitted', 'accepted', 'investigating', 'reported', 'reviewed', 'appraised', 'coReviewed', 'preliminaryOpinion', 'publicity',
      'decisionPending', 'approved', 'notified', 'inPayment', 'recheck', 'adjustProposed', 'heard', 'terminated',
    ]);
  });

  it('writes the days its clocks need', () => {
    expect(caseIn('approved').facts.days).toEqual({
      acceptedOn: '2026-10-12', investigationStartedOn: '2026-10-13', publishedOn: '2026-10-22', publicityClosedOn: '2026-10-30', decidedOn: '2026-11-02',
    });
    expect(refusedAndNotified().facts.days).toMatchObject({ refusedOn: '2026-11-02', refusalServedOn: '2026-11-04' });
  });
});

describe('rule 4: a report', () => {
  const accept: CaseAct = { act: 'acceptReport' };
  it('is not reviewed by who wrote it, nor by their organisation', () => {
    const reported = caseIn('reported');
    expect(brokenRule(reported, accept, investigator)).toBe('case.reviewerWroteIt');
    expect(brokenRule(reported, accept, orgAdmin)).toBe('case.reviewerWroteIt');
    expect(brokenRule(reported, { act: 'returnReport', remarks: '缺照片' }, investigator)).toBe('case.reviewerWroteIt');
    expect(brokenRule(reported, accept, { ...reviewer, id: 'li' }), 'the author in another role').toBe('case.reviewerWroteIt');
    expect(brokenRule(reported, accept, { ...reviewer, id: 'ba' }), 'the second investigator').toBe('case.reviewerWroteIt');
    expect(brokenRule(reported, accept, { ...reviewer, organisationId: 'vendor' }), 'a reviewer of the vendor').toBe('case.reviewerWroteIt');
    expect(brokenRule(reported, { act: 'returnReport', remarks: '缺照片' }, { ...clerk, organisationId: 'vendor' })).toBe('case.reviewerWroteIt');
    expect(does(reported, accept, reviewer).state).toBe('reviewed');
  });

  it('comes back with remarks and is submitted again by an investigator of the case', () => {
    const returned = does(caseIn('reported'), { act: 'returnReport', remarks: '缺照片' }, clerk);
    expect(returned.state).toBe('returned');
    expect(brokenRule(returned, { act: 'submitReport', reportId: 'r2' }, { ...investigator, id: 'wang' })).toBe('case.notItsInvestigator');
    expect(does(returned, { act: 'submitReport', reportId: 'r2' }, investigator).state).toBe('reported');
  });
});

describe('rule 5: the vendor', () => {
  const decisions: CaseAct[] = [
    { act: 'writeOpinion', opinion: '拟予确认' }, approve, refuse('other'), { act: 'proposeAdjustment', direction: 'reduce', reason: '收入增加' },
    { act: 'adjust' }, { act: 'grantGrace' }, { act: 'terminate' },
  ];
  it('gives no opinion and takes no decision, in any state', () => {
    for (const state of CASE_STATES) {
      for (const act of decisions) {
        for (const actor of [investigator, orgAdmin]) {
          expect(brokenRule({ ...newCase(), state }, act, actor), `${act.act} in ${state}`).toBe('case.vendorNeverDecides');
        }
      }
    }
  });

  it('does not decide through an officer’s account in its own organisation either', () => {
    expect(brokenRule(caseIn('decisionPending'), approve, { ...approver, organisationId: 'vendor' })).toBe('case.vendorNeverDecides');
    expect(brokenRule(caseIn('coReviewed'), { act: 'writeOpinion', opinion: '拟予确认' }, { ...clerk, organisationId: 'vendor' })).toBe('case.vendorNeverDecides');
  });

  it('nor does anybody decide who investigated or reviewed', () => {
    for (const id of ['li', 'ba', 'he']) expect(brokenRule(caseIn('decisionPending'), approve, { ...approver, id }), id).toBe('case.deciderTookPart');
  });

  it('and a supervisor, a clerk or a systems administrator decides nothing', () => {
    for (const actor of [supervisor, clerk, reviewer, { ...approver, role: 'systemAdmin' as const }]) {
      expect(brokenRule(caseIn('decisionPending'), approve, actor)).toBe('case.roleMayNot');
    }
  });
});

describe('rule 6: publicity', () => {
  const close: CaseAct = { act: 'closePublicity' };
  it('lasts seven whole days', () => {
    // Published on the 22nd: the seventh day is the 29th, and the 30th is the first day after it.
    expect(brokenRule(caseIn('publicity'), close, clerk, '2026-10-29')).toBe('case.publicityTooShort');
    expect(brokenRule(caseIn('publicity'), close, clerk, '2026-10-30')).toBeUndefined();
  });

  it('is as long as the policy said on the day it began, whatever the policy says later', () => {
    const published = does(caseIn('preliminaryOpinion'), { act: 'publish' }, clerk, '2026-10-22');
    expect(published.facts.publicityOverOn).toBe('2026-10-30');
    expect(brokenRule({ ...published, facts: { ...published.facts, publicityOverOn: policyOn('2026-10-22').publicityOverOn(policyOn('2026-10-29').today) } }, close, clerk, '2026-10-30')).toBe('case.publicityTooShort');
  });

  it('does not end while an objection is open, and goes on when the last one is dismissed', () => {
    let one = does(does(caseIn('publicity'), object('o1'), applicant), object('o2'), clerk);
    expect(brokenRule(one, close, clerk)).toBe('case.objectionOpen');
    expect(brokenRule(one, approve, approver)).toBe('case.publicityFirst');
    one = does(does(one, { act: 'reinvestigate' }, clerk), dismiss('o1'), clerk);
    expect(one.state).toBe('reinvestigating');
    expect(brokenRule(one, close, clerk)).toBe('case.objectionOpen');
    expect(brokenRule(one, dismiss('o1'), clerk)).toBe('case.objectionUnknown');
    one = does(one, dismiss('o2'), clerk);
    expect(one.state).toBe('publicity');
    expect(does(one, close, clerk).state).toBe('decisionPending');
  });

  it('that still has an open objection in the store does not close', () => {
    expect(brokenRule(caseIn('publicity', { objections: [{ objectionId: 'o1', resolved: false }] }), close, clerk)).toBe('case.objectionOpen');
  });

  it('starts anew after an objection was right: investigated, reported, published', () => {
    const again = does(does(caseIn('publicity'), object('o1'), clerk), { act: 'upholdObjection', objectionId: 'o1', finding: '确有漏报' }, clerk);
    expect(again.state).toBe('investigating');
    expect(again.facts.publicityOverOn).toBeUndefined();
    expect(again.facts.days.publishedOn).toBeUndefined();
    expect(again.facts.report).toBeUndefined();
  });

  it('cannot be skipped', () => {
    for (const state of ['preliminaryOpinion', 'publicity'] as const) {
      expect(brokenRule(caseIn(state), approve, approver)).toBe('case.publicityFirst');
      expect(brokenRule(caseIn(state), refuse('other'), approver)).toBe('case.publicityFirst');
    }
  });
});

describe('rule 7: reducing or ending aid', () => {
  const propose = (direction: 'increase' | 'reduce' | 'terminate'): CaseSubject =>
    does(caseIn('recheck'), { act: 'proposeAdjustment', direction, reason: '收入变化' }, clerk, '2027-11-15');
  const hear: CaseAct = { act: 'hear', recordId: 'h1' };

  it('needs the household to be heard', () => {
    expect(brokenRule(propose('reduce'), { act: 'adjust' }, approver)).toBe('case.hearFirst');
    expect(brokenRule(propose('terminate'), { act: 'terminate' }, approver)).toBe('case.hearFirst');
    for (const state of ['inPayment', 'recheck'] as const) {
      expect(brokenRule(caseIn(state), { act: 'terminate' }, approver)).toBe('case.hearFirst');
      expect(brokenRule(caseIn(state), { act: 'adjust' }, approver)).toBe('case.hearFirst');
    }
    expect(does(does(propose('reduce'), hear, clerk), { act: 'adjust' }, approver).state).toBe('adjusted');
    expect(brokenRule(caseIn('heard', { isHeard: false }), { act: 'terminate' }, approver)).toBe('case.hearFirst');
  });

  it('does what the household was heard about and nothing else', () => {
    expect(brokenRule(does(propose('reduce'), hear, clerk), { act: 'terminate' }, approver)).toBe('case.otherThanProposed');
    expect(brokenRule(does(propose('terminate'), hear, clerk), { act: 'adjust' }, approver)).toBe('case.otherThanProposed');
  });

  it('needs nobody’s defence when aid only rises', () => {
    expect(does(propose('increase'), { act: 'adjust' }, approver).state).toBe('adjusted');
  });

  it('leaves a household in payment when nothing changed, and returns it there after a change', () => {
    expect(does(caseIn('recheck'), { act: 'confirmUnchanged' }, clerk).state).toBe('inPayment');
    const adjusted = does(propose('increase'), { act: 'adjust' }, approver);
    expect(does(adjusted, { act: 'resumePayment' }, clerk).state).toBe('inPayment');
  });

  it('can wait in a grace period, after which a new recheck forgets the old hearing', () => {
    const grace = does(caseIn('heard'), { act: 'grantGrace' }, approver);
    expect(does(grace, { act: 'terminate' }, approver).state).toBe('terminated');
    const again = does(grace, { act: 'startRecheck' }, clerk);
    expect(again.facts).toMatchObject({ isHeard: false });
    expect(again.facts.proposal).toBeUndefined();
  });
});

describe('rule 8: a refusal', () => {
  it('has grounds and a statement', () => {
    expect(brokenRule(caseIn('decisionPending'), refuse(), approver)).toBe('case.reasonsMissing');
    expect(brokenRule(caseIn('decisionPending'), { act: 'refuse', grounds: ['other'], statement: '' }, approver)).toBe('case.reasonsMissing');
  });

  it('is served with proof', () => {
    const refused = does(caseIn('decisionPending'), refuse('notResident'), approver);
    expect(brokenRule(refused, { act: 'notify' }, clerk)).toBe('case.serviceUnproven');
    expect(does(refused, { act: 'notify', proofOfServiceId: 'p1' }, clerk).state).toBe('notified');
    expect(does(caseIn('approved'), { act: 'notify' }, clerk).state).toBe('notified');
  });

  it('is never paid', () => {
    expect(brokenRule(refusedAndNotified(), { act: 'pay' }, clerk)).toBe('case.notApproved');
  });
});

describe('rule 9: checks', () => {
  it('of the household need the applicant’s authorisation', () => {
    expect(brokenRule(caseIn('accepted', { checkAuthorized: false }), { act: 'requestCheck' }, clerk)).toBe('case.authorizationMissing');
  });

  it('of an obligor need that obligor’s own consent', () => {
    const accepted = caseIn('accepted');
    const check: CaseAct = { act: 'requestObligorCheck', obligorId: 'daughter' };
    expect(brokenRule(accepted, check, clerk)).toBe('case.obligorConsentMissing');
    const consentOf = (personId: string): CaseAct => ({ act: 'giveConsent', kind: 'obligor', personId, documentId: 'd2' });
    expect(brokenRule(does(accepted, consentOf('son'), clerk), check, clerk)).toBe('case.obligorConsentMissing');
    expect(brokenRule(does(accepted, consentOf('daughter'), clerk), check, clerk)).toBeUndefined();
  });
});

describe('rule 10: refusing the recording', () => {
  const pending = (outcome: 'recordingRefused' | 'visitRefused'): CaseSubject => {
    let one = newCase();
    for (const [act, actor, today] of TO_DECISION) one = does(one, act.act === 'noteVisit' ? { act: 'noteVisit', outcome } : act, actor, today);
    return one;
  };

  it('is no ground to refuse a case, alone or renamed as refusing the investigation', () => {
    expect(brokenRule(pending('recordingRefused'), refuse('recordingRefused'), approver)).toBe('case.recordingRefusalOnly');
    expect(brokenRule(pending('recordingRefused'), refuse('recordingRefused', 'investigationRefused'), approver)).toBe('case.recordingRefusalOnly');
    expect(brokenRule(pending('recordingRefused'), refuse('recordingRefused', 'incomeAboveStandard'), approver)).toBeUndefined();
    expect(brokenRule(pending('visitRefused'), refuse('investigationRefused'), approver)).toBeUndefined();
  });

  it('is no cause to end the procedure', () => {
    const end = (cause: 'recordingRefused' | 'notCooperating' | 'movedAway'): CaseAct => ({ act: 'endProcedure', cause, reason: '说明' });
    expect(brokenRule(pending('recordingRefused'), end('recordingRefused'), clerk)).toBe('case.recordingRefusalOnly');
    expect(brokenRule(pending('recordingRefused'), end('notCooperating'), clerk)).toBe('case.recordingRefusalOnly');
    expect(brokenRule(pending('visitRefused'), end('notCooperating'), clerk)).toBeUndefined();
    expect(brokenRule(pending('recordingRefused'), end('movedAway'), clerk)).toBeUndefined();
  });
});

describe('rule 11: destroying', () => {
  const ended = (): CaseSubject => does(caseIn('submitted'), { act: 'withdraw', reason: '不再申请' }, applicant, '2026-10-12');

  it('is impossible under any legal hold, in any state, for anybody', () => {
    for (const overlay of CASE_OVERLAYS) {
      for (const state of CASE_STATES) {
        const held = does({ ...newCase(), state }, { act: 'openOverlay', overlay, documentId: 'd' }, supervisor);
        for (const act of [destroyFile, destroyVideo]) expect(brokenRule(held, act, clerk, '2099-01-01'), `${overlay} ${state}`).toBe('case.legalHold');
      }
    }
  });

  it('becomes possible again only when every hold is lifted', () => {
    let one = ended();
    for (const overlay of CASE_OVERLAYS) one = does(one, { act: 'openOverlay', overlay, documentId: 'd' }, clerk);
    for (const overlay of CASE_OVERLAYS) {
      expect(brokenRule(one, destroyFile, clerk, '2030-01-01')).toBe('case.legalHold');
      one = does(one, { act: 'closeOverlay', overlay, documentId: 'd' }, supervisor);
    }
    expect(does(one, destroyFile, clerk, '2030-01-01').facts.destroyed).toEqual(['caseFile']);
  });

  it('waits three years after a refusal or withdrawal and ten after an entitlement ended', () => {
    expect(brokenRule(ended(), destroyFile, clerk, '2029-10-11')).toBe('case.retentionRuns');
    expect(brokenRule(ended(), destroyFile, clerk, '2029-10-12')).toBeUndefined();
    expect(brokenRule(refusedAndNotified(), destroyFile, clerk, '2029-11-03')).toBe('case.retentionRuns');
    expect(brokenRule(refusedAndNotified(), destroyFile, clerk, '2029-11-04')).toBeUndefined();
    expect(brokenRule(caseIn('terminated'), destroyFile, clerk, '2037-11-24')).toBe('case.retentionRuns');
    expect(brokenRule(caseIn('terminated'), destroyFile, clerk, '2037-11-25')).toBeUndefined();
  });

  it('takes raw video three years after the visit, but only with an approved extract, and never that of an open case', () => {
    expect(brokenRule(caseIn('inPayment'), destroyVideo, clerk, '2029-10-13')).toBe('case.retentionRuns');
    expect(brokenRule(caseIn('inPayment'), destroyVideo, clerk, '2029-10-14')).toBeUndefined();
    expect(brokenRule(caseIn('inPayment'), { act: 'destroy', material: 'rawVideo', secondPersonId: 'sun', certificateId: 'c1' }, clerk, '2029-10-14')).toBe('case.extractFirst');
    expect(brokenRule(caseIn('publicity'), destroyVideo, clerk, '2099-01-01')).toBe('case.stillNeeded');
    expect(brokenRule(caseIn('inPayment'), destroyFile, clerk, '2099-01-01')).toBe('case.stillNeeded');
    expect(brokenRule(caseIn('notified'), destroyFile, clerk, '2099-01-01'), 'approved and not yet paid').toBe('case.stillNeeded');
  });

  it('takes two persons, officers both', () => {
    expect(brokenRule(ended(), { ...destroyFile, secondPersonId: clerk.id }, clerk, '2030-01-01')).toBe('case.twoPersonsDestroy');
    for (const actor of [investigator, applicant, platform, { ...clerk, role: 'systemAdmin' as const }]) {
      expect(brokenRule(ended(), destroyFile, actor, '2030-01-01')).toBe('case.roleMayNot');
    }
  });
});

describe('the case’s table', () => {
  it('reaches every state, and only the ends have no way on', () => {
    const reached = new Set<string>(['draft', ...CASE_TABLE.flatMap((row) => ('to' in row ? [row.to] : []))]);
    const left = new Set<string>(CASE_TABLE.flatMap((row) => ('to' in row && row.to !== 'same' ? row.from : [])));
    for (const state of CASE_STATES) expect(reached, state).toContain(state);
    expect(CASE_STATES.filter((state) => !left.has(state))).toEqual(['terminated', 'notAccepted', 'withdrawn', 'procedureEnded']);
  });

  it('uses every rule, each said in two languages', () => {
    const used = new Set<string>(['case.notInThisState', 'case.roleMayNot', ...CASE_TABLE.flatMap((row) => ('never' in row ? [row.never] : (row.keeps ?? [])))]);
    expect([...used].sort()).toEqual(Object.keys(CASE_RULES).sort());
    for (const { zh, en } of Object.values(CASE_RULES)) {
      expect(zh).toMatch(/[\u4e00-\u9fff].*。$/u);
      expect(en).toMatch(/^[A-Z].*\.$/u);
    }
  });

  it('offers each role its own buttons', () => {
    expect(caseActsOpenTo('decisionPending', 'approver')).toEqual(['approve', 'refuse', 'endProcedure', 'openOverlay', 'closeOverlay']);
    expect(caseActsOpenTo('decisionPending', 'investigator')).toEqual(['giveConsent']);
    expect(caseActsOpenTo('reported', 'systemAdmin')).toEqual([]);
  });

  it('has retention periods that its own schema accepts', () => {
    expect(retentionParametersSchema.parse(FIRST_RETENTION_PARAMETERS)).toEqual(FIRST_RETENTION_PARAMETERS);
  });
});
