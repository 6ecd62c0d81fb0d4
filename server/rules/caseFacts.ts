import type { CaseDays } from '../clocks/caseDeadlines.ts';
import type { CaseAct, CaseOverlay, CaseState, Day } from './contract.ts';
import type { CasePolicy } from './casePolicy.ts';
import type { Moment } from './machine.ts';

/** What the rules of a case look at. Plain data, kept with the case. */
export interface CaseFacts {
  /** The days the clocks start and stop on, written by the acts themselves. */
  readonly days: CaseDays;
  readonly checkAuthorized: boolean;
  readonly consentedObligorIds: readonly string[];
  /** The contracted organisation and everybody of it who ever investigated this case. */
  readonly vendorOrganisationId?: string;
  readonly investigatorIds: readonly string[];
  readonly recordingRefused: boolean;
  readonly visitRefused: boolean;
  readonly lastVisitOn?: Day;
  readonly report?: { readonly authorIds: readonly string[]; readonly organisationId: string };
  readonly reviewerIds: readonly string[];
  readonly publicityOverOn?: Day;
  readonly objections: readonly { readonly objectionId: string; readonly resolved: boolean }[];
  readonly decision?: 'approved' | 'refused';
  readonly proposal?: 'increase' | 'reduce' | 'terminate';
  readonly isHeard: boolean;
  readonly overlays: readonly CaseOverlay[];
  /** The day the case ended; the entitlement's last day where there was one. */
  readonly closedOn?: Day;
  readonly destroyed: readonly ('caseFile' | 'rawVideo')[];
}

export function newCaseFacts(): CaseFacts {
  return {
    days: {}, checkAuthorized: false, consentedObligorIds: [], investigatorIds: [], recordingRefused: false, visitRefused: false,
    reviewerIds: [], objections: [], isHeard: false, overlays: [], destroyed: [],
  };
}

/** The facts after an act. */
export function noteCase({ facts, act, actor, policy: { today, publicityOverOn } }: Moment<CaseAct, CaseFacts, CasePolicy>, _to: CaseState): CaseFacts {
  const on = (days: CaseDays): CaseDays => ({ ...facts.days, ...days });
  switch (act.act) {
    case 'accept':
      return { ...facts, days: on({ acceptedOn: today }) };
    case 'declineToAccept':
    case 'withdraw':
    case 'endProcedure':
    case 'terminate':
      return { ...facts, closedOn: today };
    case 'giveConsent':
      return act.kind === 'checkAuthorization'
        ? { ...facts, checkAuthorized: true }
        : { ...facts, consentedObligorIds: [...new Set([...facts.consentedObligorIds, act.personId])] };
    case 'startInvestigation':
      return {
        ...facts,
        days: on({ investigationStartedOn: facts.days.investigationStartedOn ?? today }),
        vendorOrganisationId: act.organisationId,
        investigatorIds: [...new Set([...facts.investigatorIds, ...act.investigatorIds])],
      };
    case 'assignInvestigators':
      return { ...facts, investigatorIds: [...new Set([...facts.investigatorIds, ...act.investigatorIds])] };
    case 'noteVisit':
      return {
        ...facts,
        lastVisitOn: today,
        recordingRefused: facts.recordingRefused || act.outcome === 'recordingRefused',
        visitRefused: facts.visitRefused || act.outcome === 'visitRefused',
      };
    case 'submitReport':
      return { ...facts, report: { authorIds: [...new Set([...facts.investigatorIds, actor.id])], organisationId: actor.organisationId } };
    case 'returnReport':
    case 'acceptReport':
      return { ...facts, reviewerIds: [...new Set([...facts.reviewerIds, actor.id])] };
    case 'publish':
      return { ...facts, days: on({ publishedOn: today }), publicityOverOn: publicityOverOn(today) };
    case 'object':
      return facts.objections.some((one) => one.objectionId === act.objectionId)
        ? facts
        : { ...facts, objections: [...facts.objections, { objectionId: act.objectionId, resolved: false }] };
    case 'dismissObjection':
      return { ...facts, objections: facts.objections.map((one) => (one.objectionId === act.objectionId ? { ...one, resolved: true } : one)) };
    case 'upholdObjection':
      // The case is investigated and published anew; what was objected to is answered by that.
      return {
        ...without(facts, 'report', 'publicityOverOn'),
        days: without(facts.days, 'publishedOn', 'publicityClosedOn'),
        objections: facts.objections.map((one) => ({ ...one, resolved: true })),
      };
    case 'closePublicity':
      return { ...facts, days: on({ publicityClosedOn: today }) };
    case 'approve':
      return { ...facts, decision: 'approved', days: on({ decidedOn: today }) };
    case 'refuse':
      return { ...facts, decision: 'refused', days: on({ decidedOn: today, refusedOn: today }) };
    case 'notify':
      return facts.decision === 'refused' ? { ...facts, days: on({ refusalServedOn: today }), closedOn: today } : facts;
    case 'startRecheck':
      return { ...without(facts, 'proposal'), isHeard: false };
    case 'proposeAdjustment':
      return { ...facts, proposal: act.direction, isHeard: false };
    case 'hear':
      return { ...facts, isHeard: true };
    case 'openOverlay':
      return { ...facts, overlays: [...new Set([...facts.overlays, act.overlay])] };
    case 'closeOverlay':
      return { ...facts, overlays: facts.overlays.filter((one) => one !== act.overlay) };
    case 'destroy':
      return { ...facts, destroyed: [...new Set([...facts.destroyed, act.material])] };
    case 'submit':
    case 'askSupplement':
    case 'supplement':
    case 'requestCheck':
    case 'requestObligorCheck':
    case 'appraise':
    case 'coReview':
    case 'writeOpinion':
    case 'reinvestigate':
    case 'pay':
    case 'confirmUnchanged':
    case 'adjust':
    case 'grantGrace':
    case 'resumePayment':
      return facts;
  }
}

function without<T extends object, K extends keyof T & string>(object: T, ...keys: K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !(keys as string[]).includes(key))) as Omit<T, K>;
}
