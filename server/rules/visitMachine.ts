import type { FullVisitState, RuleActor, VisitAct } from './contract.ts';
import type { Machine, Row, Step, Subject } from './machine.ts';
import { actsOpenTo, step } from './machine.ts';
import type { VisitFacts } from './visitFacts.ts';
import { noteVisit } from './visitFacts.ts';
import type { VisitCondition } from './visitGuards.ts';
import { VISIT_CONDITIONS, VISIT_GUARDS } from './visitGuards.ts';
import type { VisitRule } from './visitRules.ts';
import { VISIT_RULES } from './visitRules.ts';

type VisitRow = Row<FullVisitState, VisitAct['act'], VisitRule, VisitCondition>;

const BEFORE_THE_DOOR = ['created', 'assigned', 'dispatched', 'bothAccepted', 'appointed'] as const;
const AT_THE_DOOR = ['arrived', 'identified', 'noticeGiven', 'consentRecorded'] as const;
const IN_THE_HOME = [...AT_THE_DOOR, 'inProgress', 'readBack'] as const;
const AFTER_CONSENT = ['consentRecorded', 'inProgress', 'readBack'] as const;
const AFTER_SIGNING = ['signed', 'closed', 'uploaded', 'sealed', 'reported'] as const;
/** Nobody goes on with these visits; what was recorded until then is sealed all the same. */
const EXITS = ['noOneHome', 'visitRefused', 'unsafe', 'aborted'] as const;
const BEFORE_SEAL = ['inProgress', 'readBack', 'signed', 'closed', 'uploaded'] as const;

const FIELD = ['investigator'] as const;
const OFFICE = ['orgAdmin'] as const;
const PLATFORM = ['system'] as const;
const MINE = ['visit.notYourVisit'] as const;

/** The life of a visit, in one table. The numbers are those of the field's list of what must be refused. */
export const VISIT_TABLE: readonly VisitRow[] = [
  // Two people are chosen, and both say yes.
  { act: 'assign', from: ['created'], to: 'assigned', by: OFFICE, keeps: ['visit.twoDifferentInvestigators'] },
  { act: 'dispatch', from: ['assigned'], to: 'dispatched', by: OFFICE, keeps: MINE },
  { act: 'accept', from: ['dispatched'], when: 'otherHasNotAccepted', to: 'same', by: FIELD, keeps: [...MINE, 'visit.conflictOfInterest'] },
  { act: 'accept', from: ['dispatched'], when: 'otherHasAccepted', to: 'bothAccepted', by: FIELD, keeps: [...MINE, 'visit.conflictOfInterest'] },
  { act: 'decline', from: ['dispatched', 'bothAccepted', 'appointed'], to: 'created', by: FIELD, keeps: MINE },
  { act: 'appoint', from: ['bothAccepted', 'appointed'], to: 'appointed', by: [...FIELD, ...OFFICE], keeps: MINE },

  { act: 'check', from: [...BEFORE_THE_DOOR, ...IN_THE_HOME], to: 'same', by: FIELD, keeps: MINE },

  // At the door: who is here, who we are, what this is, and may we record.
  { act: 'arrive', from: ['appointed'], to: 'arrived', by: FIELD, keeps: MINE },
  { act: 'join', from: IN_THE_HOME, to: 'same', by: FIELD, keeps: MINE },
  { act: 'leave', from: IN_THE_HOME, to: 'same', by: [...FIELD, ...PLATFORM], keeps: MINE },
  { act: 'identify', from: ['arrived'], to: 'identified', by: FIELD, keeps: MINE },
  { act: 'giveNotice', from: ['identified'], to: 'noticeGiven', by: FIELD, keeps: MINE },
  { act: 'recordConsent', from: ['arrived', 'identified'], never: 'visit.noticeBeforeConsent' },
  { act: 'recordConsent', from: ['noticeGiven'], to: 'consentRecorded', by: FIELD, keeps: [...MINE, 'visit.recordingConsentFirst'] },
  { act: 'recordConsent', from: AFTER_CONSENT, to: 'same', by: FIELD, keeps: MINE },

  // 1 · Not with fewer than two, and not before the notice and the consent outcome.
  { act: 'start', from: [...BEFORE_THE_DOOR, 'arrived', 'identified', 'noticeGiven'], never: 'visit.noticeAndConsentFirst' },
  { act: 'start', from: ['consentRecorded'], to: 'inProgress', by: FIELD, keeps: [...MINE, 'visit.noticeAndConsentFirst', 'visit.twoPresent'] },

  // The form. An answer after the read-back opens it again; after the first signature nothing does. (2)
  { act: 'answer', from: ['inProgress'], to: 'same', by: FIELD, keeps: MINE },
  { act: 'answer', from: ['readBack'], to: 'inProgress', by: FIELD, keeps: [...MINE, 'visit.formIsFrozen'] },
  { act: 'answer', from: AFTER_SIGNING, never: 'visit.formIsFrozen' },
  { act: 'readBack', from: ['inProgress'], to: 'readBack', by: FIELD, keeps: MINE },
  { act: 'sign', from: [...BEFORE_THE_DOOR, ...AT_THE_DOOR, 'inProgress'], never: 'visit.readBackBeforeSigning' },
  {
    act: 'sign', from: ['readBack'], when: 'signaturesIncomplete', to: 'same', by: [...FIELD, 'householdMember'],
    keeps: [...MINE, 'visit.readBackIsStale', 'visit.signForYourselfOnly', 'visit.signerNotAdultMember', 'visit.signedAlready'],
  },
  {
    act: 'sign', from: ['readBack'], when: 'signaturesComplete', to: 'signed', by: [...FIELD, 'householdMember'],
    keeps: [...MINE, 'visit.readBackIsStale', 'visit.signForYourselfOnly', 'visit.signerNotAdultMember', 'visit.signedAlready'],
  },
  { act: 'close', from: ['signed'], to: 'closed', by: FIELD, keeps: MINE },

  // 3 · The recording: every gap has an explanation before the seal, every piece has arrived.
  { act: 'reportGap', from: [...BEFORE_SEAL, ...EXITS], to: 'same', by: PLATFORM },
  { act: 'countSegments', from: [...BEFORE_SEAL, ...EXITS], to: 'same', by: PLATFORM },
  { act: 'explainGap', from: [...BEFORE_SEAL, ...EXITS], to: 'same', by: FIELD, keeps: [...MINE, 'visit.gapUnknown'] },
  { act: 'explainNoRecording', from: BEFORE_SEAL, to: 'same', by: FIELD, keeps: MINE },
  {
    act: 'ruleOnGap', from: [...BEFORE_SEAL, 'sealed', 'reported', ...EXITS], to: 'same', by: ['supervisor'],
    keeps: ['visit.gapUnknown', 'visit.nothingToRuleOn', 'visit.rulerExplained'],
  },
  { act: 'upload', from: ['closed'], to: 'uploaded', by: [...FIELD, ...PLATFORM], keeps: [...MINE, 'visit.segmentsMissing'] },
  {
    act: 'seal', from: ['uploaded'], to: 'sealed', by: [...FIELD, ...PLATFORM],
    keeps: [...MINE, 'visit.segmentsMissing', 'visit.gapUnexplained', 'visit.unrecordedWithoutReason'],
  },
  { act: 'seal', from: EXITS, to: 'same', by: PLATFORM, keeps: ['visit.segmentsMissing', 'visit.gapUnexplained'] },
  { act: 'report', from: ['sealed'], to: 'reported', by: FIELD, keeps: MINE },

  // Ways out. Refusing the picture is not one of them. (10)
  { act: 'findNoOneHome', from: ['arrived'], to: 'noOneHome', by: FIELD, keeps: MINE },
  { act: 'recordRefusal', from: ['arrived', 'identified'], when: 'onlyRecordingIsRefused', never: 'visit.recordingRefusalIsNotVisitRefusal' },
  { act: 'recordRefusal', from: ['noticeGiven'], when: 'onlyRecordingIsRefused', to: 'consentRecorded', by: FIELD, keeps: MINE },
  { act: 'recordRefusal', from: AFTER_CONSENT, when: 'onlyRecordingIsRefused', to: 'same', by: FIELD, keeps: MINE },
  { act: 'recordRefusal', from: IN_THE_HOME, when: 'visitIsRefused', to: 'visitRefused', by: FIELD, keeps: MINE },
  { act: 'leaveUnsafe', from: IN_THE_HOME, to: 'unsafe', by: FIELD, keeps: MINE },
  { act: 'abort', from: [...BEFORE_THE_DOOR, ...IN_THE_HOME], to: 'aborted', by: [...FIELD, ...OFFICE, 'supervisor'], keeps: MINE },
];

const MACHINE: Machine<FullVisitState, VisitAct, VisitFacts, undefined, VisitRule, VisitCondition> = {
  table: VISIT_TABLE,
  guards: VISIT_GUARDS,
  conditions: VISIT_CONDITIONS,
  sentences: VISIT_RULES,
  note: noteVisit,
  wrongState: 'visit.notInThisState',
  wrongRole: 'visit.roleMayNot',
};

export type VisitSubject = Subject<FullVisitState, VisitFacts>;

/** What an act leads to, or the rule it breaks. */
export function stepVisit(visit: VisitSubject, act: VisitAct, actor: RuleActor): Step<FullVisitState, VisitFacts, VisitRule> {
  return step(MACHINE, visit, act, actor, undefined);
}

/** The acts a role may try on a visit in this state. */
export function visitActsOpenTo(state: FullVisitState, role: RuleActor['role']): VisitAct['act'][] {
  return actsOpenTo(VISIT_TABLE, state, role);
}
