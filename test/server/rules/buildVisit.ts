import type { RuleActor, VisitAct } from '../../../server/rules/contract.ts';
import type { VisitFacts } from '../../../server/rules/visitFacts.ts';
import { newVisitFacts } from '../../../server/rules/visitFacts.ts';
import { stepVisit } from '../../../server/rules/visitMachine.ts';
import type { VisitSubject } from '../../../server/rules/visitMachine.ts';

export const admin: RuleActor = { id: 'zhang', role: 'orgAdmin', organisationId: 'vendor' };
export const first: RuleActor = { id: 'li', role: 'investigator', organisationId: 'vendor' };
export const second: RuleActor = { id: 'ba', role: 'investigator', organisationId: 'vendor' };
export const stranger: RuleActor = { id: 'wang', role: 'investigator', organisationId: 'vendor' };
export const otherAdmin: RuleActor = { id: 'sun', role: 'orgAdmin', organisationId: 'other-vendor' };
export const supervisor: RuleActor = { id: 'chen', role: 'supervisor', organisationId: 'district' };
export const member: RuleActor = { id: 'mother', role: 'householdMember', organisationId: 'household' };
export const platform: RuleActor = { id: 'system', role: 'system', organisationId: 'system' };

export const ADULTS = ['father', 'mother'];

export const consent = { kind: 'recording', personId: 'father', textVersion: 'consent-1', language: 'zh-CN', means: 'signature' } as const;

/** A whole visit without an incident: who does what, one after another. */
export const WHOLE_VISIT: readonly (readonly [VisitAct, RuleActor])[] = [
  [{ act: 'assign', organisationId: 'vendor', investigatorIds: ['li', 'ba'] }, admin],
  [{ act: 'dispatch' }, admin],
  [{ act: 'accept', conflict: 'none' }, first],
  [{ act: 'accept', conflict: 'none' }, second],
  [{ act: 'appoint', appointedAtMs: 1 }, first],
  [{ act: 'arrive', deviceId: 'phone-li' }, first],
  [{ act: 'join', deviceId: 'phone-ba' }, second],
  [{ act: 'identify' }, first],
  [{ act: 'giveNotice', textVersion: 'notice-1', language: 'zh-CN' }, first],
  [{ act: 'recordConsent', outcome: 'given', ...consent }, first],
  [{ act: 'start' }, first],
  [{ act: 'answer', item: 'income.wage' }, second],
  [{ act: 'readBack', language: 'zh-CN', means: 'speech' }, first],
  [{ act: 'sign', signer: { as: 'investigator', accountId: 'li' }, means: 'signature' }, first],
  [{ act: 'sign', signer: { as: 'investigator', accountId: 'ba' }, means: 'signature' }, second],
  [{ act: 'sign', signer: { as: 'member', personId: 'mother' }, means: 'signature' }, first],
  [{ act: 'close' }, first],
  [{ act: 'countSegments', made: 10, received: 10 }, platform],
  [{ act: 'upload' }, platform],
  [{ act: 'seal' }, platform],
  [{ act: 'report' }, first],
];

export function newVisit(): VisitSubject {
  return { state: 'created', facts: newVisitFacts(ADULTS) };
}

/** Does it, and fails loudly when a rule says no. */
export function does(visit: VisitSubject, act: VisitAct, actor: RuleActor): VisitSubject {
  const result = stepVisit(visit, act, actor);
  if (!result.ok) throw new Error(`${act.act} by ${actor.id} in ${visit.state}: ${result.violation.code}`);
  return { state: result.state, facts: result.facts };
}

/** A visit of the plain course, as it stands when it first reaches this state; facts may be changed on the way. */
export function visitIn(state: VisitSubject['state'], changes: Partial<VisitFacts> = {}): VisitSubject {
  let visit = newVisit();
  for (const [act, actor] of WHOLE_VISIT) {
    if (visit.state === state) break;
    visit = does(visit, act, actor);
  }
  if (visit.state !== state) throw new Error(`the plain course never reaches ${state}`);
  return { ...visit, facts: { ...visit.facts, ...changes } };
}

/** The rule that an act breaks; undefined when it is allowed. */
export function brokenRule(visit: VisitSubject, act: VisitAct, actor: RuleActor): string | undefined {
  const result = stepVisit(visit, act, actor);
  return result.ok ? undefined : result.violation.code;
}
