import { addYears } from '../clocks/days.ts';
import type { CaseAct } from './contract.ts';
import type { CaseFacts } from './caseFacts.ts';
import type { CasePolicy } from './casePolicy.ts';
import type { CaseRule } from './caseRules.ts';
import type { Check } from './machine.ts';

type CaseCheck = Check<CaseAct, CaseFacts, CasePolicy>;

/** Each rule of a case that looks at facts; true when it is kept. */
export const CASE_GUARDS = {
  'case.authorizationMissing': ({ facts }) => facts.checkAuthorized,
  'case.obligorConsentMissing': ({ facts, act }) => act.act !== 'requestObligorCheck' || facts.consentedObligorIds.includes(act.obligorId),
  'case.notItsInvestigator': ({ facts, actor }) => facts.investigatorIds.includes(actor.id),
  'case.reviewerWroteIt': ({ facts, actor }) =>
    facts.report !== undefined && !facts.report.authorIds.includes(actor.id) && facts.report.organisationId !== actor.organisationId,
  // An account with an officer's role in the vendor's organisation is still the vendor.
  'case.vendorNeverDecides': ({ facts, actor }) => facts.vendorOrganisationId !== actor.organisationId,
  'case.deciderTookPart': ({ facts, actor }) => !facts.investigatorIds.includes(actor.id) && !facts.reviewerIds.includes(actor.id),
  'case.publicityTooShort': ({ facts, policy }) => facts.publicityOverOn !== undefined && policy.today >= facts.publicityOverOn,
  'case.objectionOpen': ({ facts }) => facts.objections.every((one) => one.resolved),
  'case.objectionUnknown': ({ facts, act }) =>
    (act.act !== 'dismissObjection' && act.act !== 'upholdObjection') ||
    facts.objections.some((one) => one.objectionId === act.objectionId && !one.resolved),
  'case.reasonsMissing': ({ act }) => act.act !== 'refuse' || (act.grounds.length > 0 && act.statement.length > 0),
  'case.serviceUnproven': ({ facts, act }) => act.act !== 'notify' || facts.decision !== 'refused' || act.proofOfServiceId !== undefined,
  'case.recordingRefusalOnly': ({ facts, act }) => {
    if (act.act === 'refuse') return act.grounds.some((ground) => ground !== 'recordingRefused' && (ground !== 'investigationRefused' || !onlyRecordingRefused(facts)));
    if (act.act === 'endProcedure') return act.cause !== 'recordingRefused' && (act.cause !== 'notCooperating' || !onlyRecordingRefused(facts));
    return true;
  },
  'case.hearFirst': ({ facts }) => facts.isHeard,
  'case.otherThanProposed': ({ facts, act }) => (act.act === 'terminate') === (facts.proposal === 'terminate'),
  'case.notApproved': ({ facts }) => facts.decision === 'approved',
  'case.stillNeeded': ({ facts }) => facts.closedOn !== undefined,
  'case.retentionRuns': ({ facts, act, policy: { today, retention } }) => {
    if (act.act !== 'destroy') return true;
    if (act.material === 'rawVideo') return facts.lastVisitOn !== undefined && today >= addYears(facts.lastVisitOn, retention.rawVideoYears);
    const years = facts.decision === 'approved' ? retention.approvedYears : retention.refusedYears;
    return facts.closedOn !== undefined && today >= addYears(facts.closedOn, years);
  },
  'case.twoPersonsDestroy': ({ act, actor }) => act.act !== 'destroy' || act.secondPersonId !== actor.id,
  'case.extractFirst': ({ act }) => act.act !== 'destroy' || act.material !== 'rawVideo' || act.extractApprovedBy !== undefined,
} as const satisfies Partial<Record<CaseRule, CaseCheck>>;

/** What some rows of the case's table depend on. */
export const CASE_CONDITIONS = {
  underLegalHold: ({ facts }) => facts.overlays.length > 0,
  destroysVideo: ({ act }) => act.act === 'destroy' && act.material === 'rawVideo',
  destroysFile: ({ act }) => act.act === 'destroy' && act.material === 'caseFile',
  lastObjection: ({ facts, act }) => !anotherObjectionOpen(facts, act),
  notLastObjection: ({ facts, act }) => anotherObjectionOpen(facts, act),
  raises: ({ facts }) => facts.proposal === 'increase',
  lowers: ({ facts }) => facts.proposal !== 'increase',
} as const satisfies Record<string, CaseCheck>;
export type CaseCondition = keyof typeof CASE_CONDITIONS;

/** The picture was refused and the visit was not. */
function onlyRecordingRefused(facts: CaseFacts): boolean {
  return facts.recordingRefused && !facts.visitRefused;
}

function anotherObjectionOpen(facts: CaseFacts, act: CaseAct): boolean {
  return facts.objections.some((one) => !one.resolved && !('objectionId' in act && act.objectionId === one.objectionId));
}
