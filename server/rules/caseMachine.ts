import type { CaseAct, CaseState, RuleActor } from './contract.ts';
import { CASE_STATES, VENDOR_ROLES } from './contract.ts';
import type { CaseFacts } from './caseFacts.ts';
import { noteCase } from './caseFacts.ts';
import type { CaseCondition } from './caseGuards.ts';
import { CASE_CONDITIONS, CASE_GUARDS } from './caseGuards.ts';
import type { CasePolicy } from './casePolicy.ts';
import type { CaseRule } from './caseRules.ts';
import { CASE_RULES } from './caseRules.ts';
import type { Machine, Row, Step, Subject } from './machine.ts';
import { actsOpenTo, step } from './machine.ts';

type CaseRow = Row<CaseState, CaseAct['act'], CaseRule, CaseCondition>;

const ANY = CASE_STATES;
const AT_WORK = [
  'accepted', 'investigating', 'reported', 'returned', 'reviewed', 'appraised', 'coReviewed', 'preliminaryOpinion',
  'publicity', 'objected', 'reinvestigating', 'decisionPending',
] as const satisfies readonly CaseState[];
const BEFORE_DECISION = ['submitted', 'supplement', ...AT_WORK] as const;
const OBJECTED = ['objected', 'reinvestigating'] as const;
const CLOSED = ['notAccepted', 'withdrawn', 'procedureEnded', 'terminated', 'notified'] as const;
const UNDER_AID = ['approved', 'inPayment', 'recheck', 'adjustProposed', 'heard', 'adjusted', 'grace'] as const;
const DECIDING = ['draft', 'refused', ...BEFORE_DECISION] as const;

const NOT_ENTRUSTED = ['draft', 'submitted', 'supplement', 'accepted'] as const;

const CLERK = ['clerk'] as const;
const APPROVER = ['approver'] as const;
const HOUSEHOLD = ['householdMember', 'clerk'] as const;
const REVIEW = ['clerk', 'reviewer'] as const;
const OFFICERS = ['clerk', 'approver', 'supervisor'] as const;
/** Decider ≠ investigator ≠ reviewer, and never the vendor. */
const DECIDES = ['case.vendorNeverDecides', 'case.deciderTookPart'] as const;

/** The life of a case, in one table. The numbers are those of the field's list of what must be refused. */
export const CASE_TABLE: readonly CaseRow[] = [
  // Application and acceptance.
  { act: 'submit', from: ['draft'], to: 'submitted', by: HOUSEHOLD },
  { act: 'askSupplement', from: ['submitted'], to: 'supplement', by: CLERK },
  { act: 'supplement', from: ['supplement'], to: 'submitted', by: HOUSEHOLD },
  { act: 'accept', from: ['submitted'], to: 'accepted', by: CLERK },
  { act: 'declineToAccept', from: ['submitted', 'supplement'], to: 'notAccepted', by: CLERK },
  { act: 'withdraw', from: ['draft', ...BEFORE_DECISION], to: 'withdrawn', by: HOUSEHOLD },

  // 9 · Checks rest on the consent of whoever is checked.
  { act: 'giveConsent', from: ['draft', ...BEFORE_DECISION, ...UNDER_AID], to: 'same', by: ['clerk', 'investigator', 'householdMember'] },
  { act: 'requestCheck', from: [...AT_WORK, 'recheck'], to: 'same', by: CLERK, keeps: ['case.authorizationMissing'] },
  { act: 'requestObligorCheck', from: [...AT_WORK, 'recheck'], to: 'same', by: CLERK, keeps: ['case.obligorConsentMissing'] },

  // Investigation, report, review. 4 · Nobody reviews their own report, nor their organisation's.
  { act: 'startInvestigation', from: ['accepted', 'reinvestigating', 'investigating'], to: 'investigating', by: CLERK },
  { act: 'assignInvestigators', from: NOT_ENTRUSTED, never: 'case.notEntrusted' },
  { act: 'assignInvestigators', from: ['investigating', 'reinvestigating', 'returned', 'recheck'], to: 'same', by: ['system'] },
  // A visit that took place is a fact, wherever the case has got to meanwhile.
  { act: 'noteVisit', from: ANY, to: 'same', by: ['system'] },
  { act: 'submitReport', from: ['investigating', 'returned'], to: 'reported', by: ['investigator'], keeps: ['case.notItsInvestigator'] },
  { act: 'returnReport', from: ['reported'], to: 'returned', by: REVIEW, keeps: ['case.reviewerWroteIt'] },
  { act: 'returnReport', from: ['reported'], by: VENDOR_ROLES, never: 'case.reviewerWroteIt' },
  { act: 'acceptReport', from: ['reported'], to: 'reviewed', by: REVIEW, keeps: ['case.reviewerWroteIt'] },
  { act: 'acceptReport', from: ['reported'], by: VENDOR_ROLES, never: 'case.reviewerWroteIt' },
  { act: 'appraise', from: ['reviewed'], to: 'appraised', by: CLERK },
  { act: 'coReview', from: ['reviewed', 'appraised'], to: 'coReviewed', by: CLERK },

  // 5 · The vendor never writes an opinion and never decides, in whatever state.
  { act: 'writeOpinion', from: ANY, by: VENDOR_ROLES, never: 'case.vendorNeverDecides' },
  { act: 'approve', from: ANY, by: VENDOR_ROLES, never: 'case.vendorNeverDecides' },
  { act: 'refuse', from: ANY, by: VENDOR_ROLES, never: 'case.vendorNeverDecides' },
  { act: 'proposeAdjustment', from: ANY, by: VENDOR_ROLES, never: 'case.vendorNeverDecides' },
  { act: 'adjust', from: ANY, by: VENDOR_ROLES, never: 'case.vendorNeverDecides' },
  { act: 'grantGrace', from: ANY, by: VENDOR_ROLES, never: 'case.vendorNeverDecides' },
  { act: 'terminate', from: ANY, by: VENDOR_ROLES, never: 'case.vendorNeverDecides' },
  { act: 'writeOpinion', from: ['coReviewed'], to: 'preliminaryOpinion', by: CLERK, keeps: ['case.vendorNeverDecides'] },

  // 6 · Publicity, long enough and without an open objection.
  { act: 'publish', from: ['preliminaryOpinion'], to: 'publicity', by: CLERK },
  { act: 'object', from: ['publicity'], to: 'objected', by: HOUSEHOLD },
  { act: 'object', from: OBJECTED, to: 'same', by: HOUSEHOLD },
  { act: 'reinvestigate', from: ['objected'], to: 'reinvestigating', by: CLERK },
  { act: 'dismissObjection', from: OBJECTED, when: 'lastObjection', to: 'publicity', by: CLERK, keeps: ['case.objectionUnknown'] },
  { act: 'dismissObjection', from: OBJECTED, when: 'notLastObjection', to: 'same', by: CLERK, keeps: ['case.objectionUnknown'] },
  { act: 'upholdObjection', from: OBJECTED, to: 'investigating', by: CLERK, keeps: ['case.objectionUnknown'] },
  { act: 'closePublicity', from: OBJECTED, never: 'case.objectionOpen' },
  { act: 'closePublicity', from: ['publicity'], to: 'decisionPending', by: ['clerk', 'system'], keeps: ['case.objectionOpen', 'case.publicityTooShort'] },
  { act: 'approve', from: ['preliminaryOpinion', 'publicity', ...OBJECTED], never: 'case.publicityFirst' },
  { act: 'refuse', from: ['preliminaryOpinion', 'publicity', ...OBJECTED], never: 'case.publicityFirst' },

  // The decision. 8 · A refusal has reasons and proof of service. 10 · Refusing the recording is not a reason.
  { act: 'approve', from: ['decisionPending'], to: 'approved', by: APPROVER, keeps: DECIDES },
  { act: 'refuse', from: ['decisionPending'], to: 'refused', by: APPROVER, keeps: [...DECIDES, 'case.reasonsMissing', 'case.recordingRefusalOnly'] },
  { act: 'endProcedure', from: BEFORE_DECISION, to: 'procedureEnded', by: ['clerk', 'approver'], keeps: ['case.recordingRefusalOnly'] },
  { act: 'notify', from: ['approved', 'refused'], to: 'notified', by: CLERK, keeps: ['case.serviceUnproven'] },
  { act: 'pay', from: ['notified'], to: 'inPayment', by: CLERK, keeps: ['case.notApproved'] },

  // Afterwards. 7 · Nothing is reduced or ended before the household was heard, nor otherwise than it was heard about.
  { act: 'startRecheck', from: ['inPayment', 'adjusted', 'grace'], to: 'recheck', by: CLERK },
  { act: 'confirmUnchanged', from: ['recheck'], to: 'inPayment', by: CLERK },
  { act: 'proposeAdjustment', from: ['recheck'], to: 'adjustProposed', by: CLERK },
  { act: 'hear', from: ['adjustProposed'], to: 'heard', by: CLERK },
  { act: 'adjust', from: ['inPayment', 'recheck'], never: 'case.hearFirst' },
  { act: 'adjust', from: ['adjustProposed'], when: 'lowers', never: 'case.hearFirst' },
  { act: 'adjust', from: ['adjustProposed'], when: 'raises', to: 'adjusted', by: APPROVER, keeps: DECIDES },
  { act: 'adjust', from: ['heard'], to: 'adjusted', by: APPROVER, keeps: [...DECIDES, 'case.hearFirst', 'case.otherThanProposed'] },
  { act: 'grantGrace', from: ['heard'], to: 'grace', by: APPROVER, keeps: DECIDES },
  { act: 'terminate', from: ['inPayment', 'recheck', 'adjustProposed', 'adjusted'], never: 'case.hearFirst' },
  { act: 'terminate', from: ['heard', 'grace'], to: 'terminated', by: APPROVER, keeps: [...DECIDES, 'case.hearFirst', 'case.otherThanProposed'] },
  { act: 'resumePayment', from: ['adjusted'], to: 'inPayment', by: CLERK },

  // 11 · What lies over a case holds everything; otherwise the periods count, and two people.
  { act: 'openOverlay', from: ANY, to: 'same', by: [...OFFICERS, 'householdMember'] },
  { act: 'closeOverlay', from: ANY, to: 'same', by: ['approver', 'supervisor'] },
  { act: 'destroy', from: ANY, when: 'underLegalHold', never: 'case.legalHold' },
  { act: 'destroy', from: DECIDING, never: 'case.stillNeeded' },
  { act: 'destroy', from: UNDER_AID, when: 'destroysFile', never: 'case.stillNeeded' },
  {
    act: 'destroy', from: [...UNDER_AID, ...CLOSED], when: 'destroysVideo', to: 'same', by: OFFICERS,
    keeps: ['case.retentionRuns', 'case.twoPersonsDestroy', 'case.extractFirst'],
  },
  {
    act: 'destroy', from: CLOSED, when: 'destroysFile', to: 'same', by: OFFICERS,
    keeps: ['case.stillNeeded', 'case.retentionRuns', 'case.twoPersonsDestroy'],
  },
];

const MACHINE: Machine<CaseState, CaseAct, CaseFacts, CasePolicy, CaseRule, CaseCondition> = {
  table: CASE_TABLE,
  guards: CASE_GUARDS,
  conditions: CASE_CONDITIONS,
  sentences: CASE_RULES,
  note: noteCase,
  wrongState: 'case.notInThisState',
  wrongRole: 'case.roleMayNot',
};

export type CaseSubject = Subject<CaseState, CaseFacts>;

/** What an act leads to, or the rule it breaks. */
export function stepCase(one: CaseSubject, act: CaseAct, actor: RuleActor, policy: CasePolicy): Step<CaseState, CaseFacts, CaseRule> {
  return step(MACHINE, one, act, actor, policy);
}

/** The acts a role may try on a case in this state. */
export function caseActsOpenTo(state: CaseState, role: RuleActor['role']): CaseAct['act'][] {
  return actsOpenTo(CASE_TABLE, state, role);
}
