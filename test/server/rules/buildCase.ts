import { FIRST_CLOCK_PARAMETERS } from '../../../server/clocks/clockParameters.ts';
import { HOLIDAYS_2026 } from '../../../server/clocks/holidays2026.ts';
import { startClock } from '../../../server/clocks/startClock.ts';
import { workingDayCalendar } from '../../../server/clocks/workingDayCalendar.ts';
import type { CaseAct, Day, RuleActor } from '../../../server/rules/contract.ts';
import type { CaseFacts } from '../../../server/rules/caseFacts.ts';
import { newCaseFacts } from '../../../server/rules/caseFacts.ts';
import { stepCase } from '../../../server/rules/caseMachine.ts';
import type { CaseSubject } from '../../../server/rules/caseMachine.ts';
import type { CasePolicy } from '../../../server/rules/casePolicy.ts';
import { FIRST_RETENTION_PARAMETERS } from '../../../server/rules/casePolicy.ts';

export const day = (text: string): Day => text as Day;

export const applicant: RuleActor = { id: 'applicant', role: 'householdMember', organisationId: 'household' };
export const clerk: RuleActor = { id: 'zhao', role: 'clerk', organisationId: 'town' };
export const reviewer: RuleActor = { id: 'he', role: 'reviewer', organisationId: 'town' };
export const approver: RuleActor = { id: 'qian', role: 'approver', organisationId: 'town' };
export const supervisor: RuleActor = { id: 'chen', role: 'supervisor', organisationId: 'district' };
export const investigator: RuleActor = { id: 'li', role: 'investigator', organisationId: 'vendor' };
export const orgAdmin: RuleActor = { id: 'zhang', role: 'orgAdmin', organisationId: 'vendor' };
export const platform: RuleActor = { id: 'system', role: 'system', organisationId: 'system' };

const calendar = workingDayCalendar([HOLIDAYS_2026]);
export function policyOn(today: string): CasePolicy {
  return {
    today: day(today),
    publicityOverOn: (publishedOn) => startClock('publicity', publishedOn, FIRST_CLOCK_PARAMETERS, calendar, { decidedBy: 'town', exceptional: false }).dueOn,
    retention: FIRST_RETENTION_PARAMETERS,
  };
}

type Scene = readonly [CaseAct, RuleActor, string];

export const TO_DECISION: readonly Scene[] = [
  [{ act: 'submit' }, applicant, '2026-10-09'],
  [{ act: 'giveConsent', kind: 'checkAuthorization', personId: 'applicant', documentId: 'd1' }, clerk, '2026-10-09'],
  [{ act: 'accept' }, clerk, '2026-10-12'],
  [{ act: 'requestCheck' }, clerk, '2026-10-12'],
  [{ act: 'startInvestigation', organisationId: 'vendor', investigatorIds: ['li', 'ba'] }, clerk, '2026-10-13'],
  [{ act: 'noteVisit', outcome: 'completed' }, platform, '2026-10-14'],
  [{ act: 'submitReport', reportId: 'r1' }, investigator, '2026-10-15'],
  [{ act: 'acceptReport' }, reviewer, '2026-10-16'],
  [{ act: 'appraise', truthful: 9, doubtful: 1 }, clerk, '2026-10-19'],
  [{ act: 'coReview', committeePersonId: 'secretary' }, clerk, '2026-10-20'],
  [{ act: 'writeOpinion', opinion: '拟予确认' }, clerk, '2026-10-21'],
  [{ act: 'publish' }, clerk, '2026-10-22'],
  [{ act: 'closePublicity' }, clerk, '2026-10-30'],
];
export const TO_HEARING: readonly Scene[] = [
  ...TO_DECISION,
  [{ act: 'approve' }, approver, '2026-11-02'],
  [{ act: 'notify' }, clerk, '2026-11-03'],
  [{ act: 'pay' }, clerk, '2026-11-10'],
  [{ act: 'startRecheck' }, clerk, '2027-11-10'],
  [{ act: 'proposeAdjustment', direction: 'terminate', reason: '收入已高于标准' }, clerk, '2027-11-15'],
  [{ act: 'hear', recordId: 'h1' }, clerk, '2027-11-20'],
  [{ act: 'terminate' }, approver, '2027-11-25'],
];

export function newCase(): CaseSubject {
  return { state: 'draft', facts: newCaseFacts() };
}

/** Does it, and fails loudly when a rule says no. */
export function does(one: CaseSubject, act: CaseAct, actor: RuleActor, today = '2026-10-30'): CaseSubject {
  const result = stepCase(one, act, actor, policyOn(today));
  if (!result.ok) throw new Error(`${act.act} by ${actor.id} in ${one.state}: ${result.violation.code}`);
  return { state: result.state, facts: result.facts };
}

/** A case of the plain course, as it stands when it first reaches this state; facts may be changed. */
export function caseIn(state: CaseSubject['state'], changes: Partial<CaseFacts> = {}): CaseSubject {
  let one = newCase();
  for (const [act, actor, today] of TO_HEARING) {
    if (one.state === state) break;
    one = does(one, act, actor, today);
  }
  if (one.state !== state) throw new Error(`the plain course never reaches ${state}`);
  return { ...one, facts: { ...one.facts, ...changes } };
}

/** The rule that an act breaks; undefined when it is allowed. */
export function brokenRule(one: CaseSubject, act: CaseAct, actor: RuleActor, today = '2026-10-30'): string | undefined {
  const result = stepCase(one, act, actor, policyOn(today));
  return result.ok ? undefined : result.violation.code;
}
