import type { Check } from './machine.ts';
import type { VisitAct } from './contract.ts';
import type { VisitFacts } from './visitFacts.ts';
import type { VisitRule } from './visitRules.ts';

type VisitCheck = Check<VisitAct, VisitFacts, unknown>;

/** Two accounts of the two assigned, on two devices. */
const twoPresent: VisitCheck = ({ facts }) => {
  const here = facts.present.filter((one) => facts.investigatorIds.includes(one.accountId));
  return new Set(here.map((one) => one.accountId)).size >= 2 && new Set(here.map((one) => one.deviceId)).size >= 2;
};

/** With this signature everybody has signed who has to. */
const signaturesComplete: VisitCheck = ({ facts, act }) =>
  act.act === 'sign' && isComplete({ ...facts, signatures: [...facts.signatures, { signer: act.signer, means: act.means }] });

const hasAccepted = (facts: VisitFacts, actorId: string): boolean => facts.acceptedBy.some((one) => one !== actorId);

/** Each rule of a visit that looks at facts; true when it is kept. */
export const VISIT_GUARDS = {
  'visit.notYourVisit': ({ facts, actor }) => {
    if (actor.role === 'investigator') return facts.investigatorIds.includes(actor.id);
    return actor.role !== 'orgAdmin' || facts.organisationId === actor.organisationId;
  },
  'visit.twoDifferentInvestigators': ({ act }) => act.act !== 'assign' || new Set(act.investigatorIds).size === 2,
  'visit.conflictOfInterest': ({ act }) => act.act !== 'accept' || act.conflict === 'none',
  'visit.twoPresent': twoPresent,
  'visit.noticeAndConsentFirst': ({ facts }) => facts.noticeGiven && facts.recordingConsent !== undefined,
  'visit.recordingConsentFirst': ({ act }) => act.act !== 'recordConsent' || act.kind === 'recording',
  'visit.readBackIsStale': ({ facts }) => facts.editsReadBack === facts.formEdits,
  'visit.formIsFrozen': ({ facts }) => facts.signatures.length === 0,
  'visit.signForYourselfOnly': ({ facts, act, actor }) => {
    if (act.act !== 'sign') return true;
    if (act.signer.as === 'investigator') return actor.role === 'investigator' && act.signer.accountId === actor.id;
    // An investigator must not sign in the place of the family or of its witness, nor the family as its own witness.
    if (facts.investigatorIds.includes(act.signer.personId)) return false;
    if (act.signer.as === 'witness') return actor.role === 'investigator' && !facts.adultMemberIds.includes(act.signer.personId);
    return actor.role === 'investigator' || act.signer.personId === actor.id;
  },
  'visit.signerNotAdultMember': ({ facts, act }) =>
    act.act !== 'sign' || act.signer.as !== 'member' || facts.adultMemberIds.includes(act.signer.personId),
  'visit.signedAlready': ({ facts, act }) => act.act !== 'sign' || !facts.signatures.some((one) => sameSigner(one.signer, act.signer)),
  'visit.gapUnknown': ({ facts, act }) =>
    (act.act !== 'explainGap' && act.act !== 'ruleOnGap') || facts.gaps.some((gap) => gap.gapId === act.gapId),
  'visit.rulerExplained': ({ facts, act, actor }) =>
    act.act !== 'ruleOnGap' || facts.gaps.every((gap) => gap.gapId !== act.gapId || gap.explainedBy !== actor.id),
  'visit.nothingToRuleOn': ({ facts, act }) =>
    act.act !== 'ruleOnGap' || facts.gaps.every((gap) => gap.gapId !== act.gapId || gap.explanation !== undefined),
  'visit.gapUnexplained': ({ facts }) => facts.gaps.every((gap) => gap.explanation !== undefined),
  'visit.unrecordedWithoutReason': ({ facts }) => facts.segmentsReceived > 0 || facts.noRecordingReason !== undefined || facts.recordingConsent === 'refused',
  'visit.segmentsMissing': ({ facts }) => facts.segmentsReceived >= facts.segmentsMade,
} as const satisfies Partial<Record<VisitRule, VisitCheck>>;

/** What some rows of the visit's table depend on. */
export const VISIT_CONDITIONS = {
  otherHasAccepted: ({ facts, actor }) => hasAccepted(facts, actor.id),
  otherHasNotAccepted: ({ facts, actor }) => !hasAccepted(facts, actor.id),
  visitIsRefused: ({ act }) => act.act === 'recordRefusal' && act.refused === 'visit',
  onlyRecordingIsRefused: ({ act }) => act.act === 'recordRefusal' && act.refused === 'recordingOnly',
  signaturesComplete,
  signaturesIncomplete: (moment) => !signaturesComplete(moment),
} as const satisfies Record<string, VisitCheck>;
export type VisitCondition = keyof typeof VISIT_CONDITIONS;

/**
 * Both investigators and an adult member; a witness too where the member gives a fingerprint or where recording
 * was refused.
 */
export function isComplete(facts: VisitFacts): boolean {
  const signed = (as: 'member' | 'witness'): VisitFacts['signatures'] => facts.signatures.filter((one) => one.signer.as === as);
  const both = facts.investigatorIds.every((accountId) =>
    facts.signatures.some(({ signer }) => signer.as === 'investigator' && signer.accountId === accountId),
  );
  const needsWitness = facts.recordingConsent === 'refused' || !signed('member').some((one) => one.means === 'signature');
  return facts.investigatorIds.length === 2 && both && signed('member').length > 0 && (!needsWitness || signed('witness').length > 0);
}

function sameSigner(a: VisitFacts['signatures'][number]['signer'], b: typeof a): boolean {
  const key = (one: typeof a): string => (one.as === 'investigator' ? one.accountId : one.personId);
  return key(a) === key(b);
}
