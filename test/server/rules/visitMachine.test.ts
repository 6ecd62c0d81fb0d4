import { describe, expect, it } from 'vitest';
import type { VisitAct } from '../../../server/rules/contract.ts';
import { VISIT_STATES, visitActSchema } from '../../../server/rules/contract.ts';
import { newVisitFacts, recordingOutcome } from '../../../server/rules/visitFacts.ts';
import { VISIT_TABLE, stepVisit, visitActsOpenTo } from '../../../server/rules/visitMachine.ts';
import { VISIT_RULES } from '../../../server/rules/visitRules.ts';
import {
  admin, ADULTS, brokenRule, consent, does, first, member, newVisit, otherAdmin, platform, second, stranger, supervisor, visitIn, WHOLE_VISIT,
} from './buildVisit.ts';

const start: VisitAct = { act: 'start' };
const answer: VisitAct = { act: 'answer', item: 'property.housing' };
const seal: VisitAct = { act: 'seal' };
const readBack: VisitAct = { act: 'readBack', language: 'mn-Mong', means: 'interpreter' };
const signOf = (accountId: string): VisitAct => ({ act: 'sign', signer: { as: 'investigator', accountId }, means: 'signature' });
const memberSigns = (personId: string, means: 'signature' | 'fingerprint' = 'signature'): VisitAct => ({ act: 'sign', signer: { as: 'member', personId }, means });
const witnessSigns = (personId: string): VisitAct => ({ act: 'sign', signer: { as: 'witness', personId, name: '王支书' }, means: 'signature' });

describe('a visit without an incident', () => {
  it('goes through every state of the field’s list, in its order', () => {
    let visit = newVisit();
    const states: string[] = [visit.state];
    for (const [act, actor] of WHOLE_VISIT) {
      visit = does(visit, act, actor);
      if (visit.state !== states.at(-1)) states.push(visit.state);
    }
    expect(states).toEqual(VISIT_STATES.slice(0, VISIT_STATES.indexOf('reported') + 1));
    expect(recordingOutcome(visit.facts)).toBe('recorded');
  });

  it('is made of acts that the edge accepts as they are', () => {
    for (const [act] of WHOLE_VISIT) expect(visitActSchema.parse(act)).toEqual(act);
  });
});

describe('rule 1: a visit does not start', () => {
  it('with one investigator', () => {
    expect(brokenRule(visitIn('consentRecorded', { present: [{ accountId: 'li', deviceId: 'a' }] }), start, first)).toBe('visit.twoPresent');
  });

  it('with one account on two devices, two accounts on one device, or somebody who is not assigned', () => {
    for (const present of [
      [{ accountId: 'li', deviceId: 'a' }, { accountId: 'li', deviceId: 'b' }],
      [{ accountId: 'li', deviceId: 'a' }, { accountId: 'ba', deviceId: 'a' }],
      [{ accountId: 'li', deviceId: 'a' }, { accountId: 'wang', deviceId: 'b' }],
    ]) {
      expect(brokenRule(visitIn('consentRecorded', { present }), start, first)).toBe('visit.twoPresent');
    }
  });

  it('after one of the two has left, whether they said so or the connection broke', () => {
    const ready = visitIn('consentRecorded');
    expect(brokenRule(does(ready, { act: 'leave' }, second), start, first)).toBe('visit.twoPresent');
    const dropped = does(ready, { act: 'leave', accountId: 'ba' }, platform);
    expect(brokenRule(dropped, start, first)).toBe('visit.twoPresent');
    expect(brokenRule(does(dropped, { act: 'join', deviceId: 'phone-ba' }, second), start, first)).toBeUndefined();
  });

  it('cannot have a person leave in another’s name', () => {
    expect(does(visitIn('consentRecorded'), { act: 'leave', accountId: 'ba' }, first).facts.present).toEqual([{ accountId: 'ba', deviceId: 'phone-ba' }]);
  });

  it.each(['created', 'assigned', 'dispatched', 'appointed', 'arrived', 'identified', 'noticeGiven'] as const)('from %s, before the notice and the consent outcome', (state) => {
    expect(brokenRule(visitIn(state), start, first)).toBe('visit.noticeAndConsentFirst');
  });

  it('on facts that lack the notice or the consent, even in the right state', () => {
    expect(brokenRule(visitIn('consentRecorded', { noticeGiven: false }), start, first)).toBe('visit.noticeAndConsentFirst');
    const undecided = { ...newVisitFacts(ADULTS), investigatorIds: ['li', 'ba'], noticeGiven: true };
    expect(brokenRule({ state: 'consentRecorded', facts: undecided }, start, first)).toBe('visit.noticeAndConsentFirst');
  });

  it('and asks for consent only after the notice, for recording first', () => {
    const given = { act: 'recordConsent', outcome: 'given', ...consent } as const;
    expect(brokenRule(visitIn('arrived'), given, first)).toBe('visit.noticeBeforeConsent');
    expect(brokenRule(visitIn('identified'), given, first)).toBe('visit.noticeBeforeConsent');
    expect(brokenRule(visitIn('noticeGiven'), { ...given, kind: 'guardian' }, first)).toBe('visit.recordingConsentFirst');
    expect(brokenRule(visitIn('consentRecorded'), { ...given, kind: 'guardian' }, first)).toBeUndefined();
  });
});

describe('rule 2: the form', () => {
  it('is signed only after it was read back', () => {
    for (const state of ['consentRecorded', 'inProgress'] as const) {
      expect(brokenRule(visitIn(state), signOf('li'), first)).toBe('visit.readBackBeforeSigning');
    }
  });

  it('is opened again by an answer after the read-back, and has to be read back again', () => {
    const reopened = does(visitIn('readBack'), answer, second);
    expect(reopened.state).toBe('inProgress');
    expect(brokenRule(reopened, signOf('li'), first)).toBe('visit.readBackBeforeSigning');
    expect(does(reopened, readBack, first).state).toBe('readBack');
    expect(brokenRule(visitIn('readBack', { editsReadBack: 0, formEdits: 1 }), signOf('li'), first)).toBe('visit.readBackIsStale');
  });

  it('is frozen by the first signature', () => {
    expect(brokenRule(does(visitIn('readBack'), signOf('li'), first), answer, second)).toBe('visit.formIsFrozen');
  });

  it.each(['signed', 'closed', 'uploaded', 'sealed', 'reported'] as const)('stays frozen in %s', (state) => {
    expect(brokenRule(visitIn(state), answer, first)).toBe('visit.formIsFrozen');
  });

  it('is not signed by one person for another', () => {
    const ready = visitIn('readBack');
    expect(brokenRule(ready, signOf('ba'), first), 'an investigator for the other').toBe('visit.signForYourselfOnly');
    expect(brokenRule(ready, memberSigns('li'), first), 'an investigator as a member').toBe('visit.signForYourselfOnly');
    expect(brokenRule(ready, witnessSigns('ba'), first), 'an investigator as the witness').toBe('visit.signForYourselfOnly');
    expect(brokenRule(ready, witnessSigns('father'), first), 'the family as its own witness').toBe('visit.signForYourselfOnly');
    expect(brokenRule(ready, memberSigns('father'), member), 'a member for another').toBe('visit.signForYourselfOnly');
    expect(brokenRule(ready, signOf('li'), member), 'a member for an investigator').toBe('visit.signForYourselfOnly');
    expect(brokenRule(ready, memberSigns('mother'), member), 'the member for herself').toBeUndefined();
  });

  it('is signed by an adult of the household, once each', () => {
    expect(brokenRule(visitIn('readBack'), memberSigns('child'), first)).toBe('visit.signerNotAdultMember');
    expect(brokenRule(does(visitIn('readBack'), signOf('li'), first), signOf('li'), first)).toBe('visit.signedAlready');
  });

  it('with a fingerprint needs a witness', () => {
    let visit = does(does(visitIn('readBack'), signOf('li'), first), signOf('ba'), second);
    visit = does(visit, memberSigns('father', 'fingerprint'), first);
    expect(visit.state).toBe('readBack');
    expect(does(visit, witnessSigns('secretary'), second).state).toBe('signed');
  });
});

describe('rule 3: a visit is not sealed', () => {
  const withGap = does(visitIn('uploaded'), { act: 'reportGap', gapId: 'g1' }, platform);

  it('while a gap has no explanation', () => {
    expect(brokenRule(withGap, seal, platform)).toBe('visit.gapUnexplained');
    const explained = does(withGap, { act: 'explainGap', gapId: 'g1', explanation: '电话打入' }, first);
    const sealed = does(explained, seal, platform);
    expect(sealed.state).toBe('sealed');
    expect(recordingOutcome(sealed.facts)).toBe('recordedWithGaps');
  });

  it('on the explanation of a gap that does not exist', () => {
    expect(brokenRule(withGap, { act: 'explainGap', gapId: 'g2', explanation: '信号差' }, first)).toBe('visit.gapUnknown');
  });

  it('while segments are still on the device, nor without a word when nothing was recorded', () => {
    expect(brokenRule(visitIn('closed', { segmentsMade: 11 }), { act: 'upload' }, platform)).toBe('visit.segmentsMissing');
    expect(brokenRule(visitIn('uploaded', { segmentsMade: 11 }), seal, platform)).toBe('visit.segmentsMissing');
    const nothing = visitIn('uploaded', { segmentsMade: 0, segmentsReceived: 0 });
    expect(brokenRule(nothing, seal, platform)).toBe('visit.unrecordedWithoutReason');
    const said = does(nothing, { act: 'explainNoRecording', reason: '设备故障' }, first);
    expect(recordingOutcome(does(said, seal, platform).facts)).toBe('unrecordedWithReason');
  });

  it('and a supervisor rules on an explanation without changing it', () => {
    const ruling = { act: 'ruleOnGap', gapId: 'g1', ruling: 'unexplained' } as const;
    expect(brokenRule(withGap, ruling, supervisor)).toBe('visit.nothingToRuleOn');
    const explained = does(withGap, { act: 'explainGap', gapId: 'g1', explanation: '电话打入' }, first);
    expect(does(explained, ruling, supervisor).facts.gaps).toEqual([{ gapId: 'g1', explanation: '电话打入', explainedBy: 'li', ruling: 'unexplained' }]);
    expect(brokenRule(explained, ruling, { ...supervisor, id: 'li' })).toBe('visit.rulerExplained');
    expect(brokenRule(explained, ruling, first)).toBe('visit.roleMayNot');
  });
});

describe('rule 10: refusing the recording', () => {
  const only = { act: 'recordRefusal', refused: 'recordingOnly', reason: '不愿意被录像' } as const;

  it('is not a way out of the visit', () => {
    expect(brokenRule(visitIn('arrived'), only, first)).toBe('visit.recordingRefusalIsNotVisitRefusal');
    expect(does(visitIn('noticeGiven'), only, first)).toMatchObject({ state: 'consentRecorded', facts: { recordingConsent: 'refused' } });
    expect(does(visitIn('inProgress'), only, first).state).toBe('inProgress');
  });

  it('leads to paper, both signatures, a member and a village witness, and to a sealed visit that says why', () => {
    let visit = does(visitIn('noticeGiven'), only, first);
    for (const [act, actor] of [[start, first], [answer, first], [readBack, first], [signOf('li'), first], [signOf('ba'), second], [memberSigns('mother'), first]] as const) {
      visit = does(visit, act, actor);
    }
    expect(visit.state, 'without the witness').toBe('readBack');
    visit = does(visit, witnessSigns('secretary'), first);
    expect(visit.state).toBe('signed');
    for (const act of [{ act: 'close' }, { act: 'upload' }, seal] as const) visit = does(visit, act, first);
    expect(visit.state).toBe('sealed');
    expect(recordingOutcome(visit.facts)).toBe('unrecordedWithReason');
  });

  it('differs from refusing the visit, which ends it from anywhere in the home', () => {
    for (const state of ['arrived', 'noticeGiven', 'inProgress', 'readBack'] as const) {
      expect(does(visitIn(state), { act: 'recordRefusal', refused: 'visit', reason: '拒绝入户' }, first).state).toBe('visitRefused');
    }
  });
});

describe('the people of a visit', () => {
  it('are two different investigators', () => {
    for (const investigatorIds of [['li'], ['li', 'li']]) {
      expect(brokenRule(newVisit(), { act: 'assign', organisationId: 'vendor', investigatorIds }, admin)).toBe('visit.twoDifferentInvestigators');
    }
  });

  it('step back when they declare a conflict of interest, and the visit is assigned anew', () => {
    const dispatched = visitIn('dispatched');
    expect(brokenRule(dispatched, { act: 'accept', conflict: 'declared' }, first)).toBe('visit.conflictOfInterest');
    expect(does(dispatched, { act: 'decline', reason: '与申请人是亲属' }, first)).toMatchObject({ state: 'created', facts: { investigatorIds: [], acceptedBy: [] } });
  });

  it('cannot accept for each other by accepting twice', () => {
    const once = does(visitIn('dispatched'), { act: 'accept', conflict: 'none' }, first);
    expect(does(once, { act: 'accept', conflict: 'none' }, first).state).toBe('dispatched');
  });

  it('are those assigned and nobody else', () => {
    expect(brokenRule(visitIn('inProgress'), answer, stranger)).toBe('visit.notYourVisit');
    expect(brokenRule(visitIn('assigned'), { act: 'dispatch' }, otherAdmin)).toBe('visit.notYourVisit');
    expect(brokenRule(visitIn('inProgress'), answer, supervisor)).toBe('visit.roleMayNot');
    expect(brokenRule(visitIn('inProgress'), answer, admin)).toBe('visit.roleMayNot');
  });
});

describe('the ways out', () => {
  it.each([
    ['noOneHome', { act: 'findNoOneHome', reason: '敲门无人应答' }],
    ['unsafe', { act: 'leaveUnsafe', reason: '有人持械' }],
    ['aborted', { act: 'abort', reason: '突发疾病' }],
  ] as const)('lead to %s and nowhere from there', (state, act) => {
    const out = does(visitIn('arrived'), act, first);
    expect(out.state).toBe(state);
    const sealing = ['countSegments', 'seal'];
    for (const [next, actor] of WHOLE_VISIT) {
      // What was recorded until then is counted and sealed; the visit stays where it is.
      if (sealing.includes(next.act)) expect(does(out, next, actor).state, next.act).toBe(state);
      else expect(brokenRule(out, next, actor), next.act).toBe('visit.notInThisState');
    }
  });
});

describe('the visit’s table', () => {
  it('reaches every state', () => {
    const reached = new Set<string>(['created', ...VISIT_TABLE.flatMap((row) => ('to' in row ? [row.to] : []))]);
    for (const state of VISIT_STATES) expect(reached, state).toContain(state);
  });

  it('uses every rule, each said in two languages', () => {
    const used = new Set<string>(['visit.notInThisState', 'visit.roleMayNot', ...VISIT_TABLE.flatMap((row) => ('never' in row ? [row.never] : (row.keeps ?? [])))]);
    expect([...used].sort()).toEqual(Object.keys(VISIT_RULES).sort());
    for (const { zh, en } of Object.values(VISIT_RULES)) {
      expect(zh).toMatch(/[\u4e00-\u9fff].*。$/u);
      expect(en).toMatch(/^[A-Z].*\.$/u);
    }
  });

  it('offers each role its own buttons', () => {
    expect(visitActsOpenTo('assigned', 'orgAdmin')).toEqual(['dispatch', 'abort']);
    expect(visitActsOpenTo('consentRecorded', 'investigator')).toContain('start');
    expect(visitActsOpenTo('inProgress', 'supervisor')).toEqual(['ruleOnGap', 'abort']);
    expect(visitActsOpenTo('sealed', 'householdMember')).toEqual([]);
  });

  it('gives the same answer for the same question and changes nothing it was given', () => {
    const visit = visitIn('readBack');
    const before = structuredClone(visit);
    expect(stepVisit(visit, signOf('li'), first)).toEqual(stepVisit(visit, signOf('li'), first));
    expect(visit).toEqual(before);
  });
});
