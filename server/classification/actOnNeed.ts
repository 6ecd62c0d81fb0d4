import type { RuleViolation, Sentence } from '../rules/contract.ts';
import { OFFICER_ROLES } from '../rules/contract.ts';
import type { Need, NeedAct, Officer } from './contract.ts';
import { confirmNeed, rejectNeed } from './decideNeed.ts';
import { acceptReferral, deliverService, giveFeedback, referNeed } from './followNeed.ts';

const REFUSALS = {
  'need.notInThisState': { zh: '该需求当前所处环节不能进行此操作。', en: 'This can’t be done at the present stage of the need.' },
  'need.officersOnly': { zh: '分类救助需求只能由民政工作人员确认、否决或转办。', en: 'Only an officer confirms, rejects or refers a need.' },
  'need.serviceNotSuggested': { zh: '所选服务不在该项建议之内。', en: 'A chosen service is not part of this suggestion.' },
} as const satisfies Record<string, Sentence>;
export type NeedRule = keyof typeof REFUSALS;

export type NeedStep = { readonly ok: true; readonly need: Need } | { readonly ok: false; readonly violation: RuleViolation<NeedRule> };

/** The door from the edge to the typed verbs: finds out at run time what the types know at compile time. */
export function actOnNeed(need: Need, act: NeedAct, actor: { readonly id: string; readonly name: string; readonly role: string }, atMs: number): NeedStep {
  const refuse = (code: NeedRule): NeedStep => ({ ok: false, violation: { code, sentence: REFUSALS[code] } });
  const done = (next: Need): NeedStep => ({ ok: true, need: next });
  const officer = officerOf(actor);
  switch (act.act) {
    case 'confirm':
      if (!officer) return refuse('need.officersOnly');
      if (need.state !== 'suggested') return refuse('need.notInThisState');
      if (act.serviceIds?.some((service) => !need.serviceIds.includes(service))) return refuse('need.serviceNotSuggested');
      return done(confirmNeed(need, officer, atMs, act.serviceIds));
    case 'reject':
      if (!officer) return refuse('need.officersOnly');
      return need.state === 'suggested' ? done(rejectNeed(need, officer, atMs, act.reason)) : refuse('need.notInThisState');
    case 'refer':
      if (!officer) return refuse('need.officersOnly');
      return need.state === 'confirmed' ? done(referNeed(need, officer, atMs, act.to)) : refuse('need.notInThisState');
    case 'accept':
      if (!officer) return refuse('need.officersOnly');
      return need.state === 'referred' ? done(acceptReferral(need, act.by, atMs)) : refuse('need.notInThisState');
    case 'deliver':
      if (!officer) return refuse('need.officersOnly');
      return need.state === 'accepted' ? done(deliverService(need, atMs, act.what)) : refuse('need.notInThisState');
    case 'giveFeedback':
      // The household's own word, given by a member or written down by an officer.
      if (!officer && actor.role !== 'householdMember') return refuse('need.officersOnly');
      return need.state === 'delivered' ? done(giveFeedback(need, atMs, act.satisfaction, act.words)) : refuse('need.notInThisState');
  }
}

/** The actor as an officer, if they are one. */
export function officerOf({ id, name, role }: { readonly id: string; readonly name: string; readonly role: string }): Officer | undefined {
  const known = OFFICER_ROLES.find((one) => one === role);
  return known && { id, name, role: known };
}
