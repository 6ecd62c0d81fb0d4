import type { Moment } from './machine.ts';
import type { FullVisitState, Signer, VisitAct } from './contract.ts';

/** What the rules of a visit look at. Plain data, kept with the visit. */
export interface VisitFacts {
  /** Adult members of the household, from the case: one of them signs. */
  readonly adultMemberIds: readonly string[];
  readonly organisationId?: string;
  readonly investigatorIds: readonly string[];
  readonly acceptedBy: readonly string[];
  readonly present: readonly Presence[];
  readonly noticeGiven: boolean;
  readonly recordingConsent?: 'given' | 'refused';
  /** How often the form was edited, and how often it had been when it was read back. */
  readonly formEdits: number;
  readonly editsReadBack?: number;
  readonly signatures: readonly Signature[];
  readonly gaps: readonly ReportedGap[];
  readonly segmentsMade: number;
  readonly segmentsReceived: number;
  readonly noRecordingReason?: string;
  readonly exitReason?: string;
}

export interface Presence {
  readonly accountId: string;
  readonly deviceId: string;
}

export interface Signature {
  readonly signer: Signer;
  readonly means: 'signature' | 'fingerprint';
}

export interface ReportedGap {
  readonly gapId: string;
  readonly explanation?: string;
  readonly explainedBy?: string;
  /** A supervisor's judgement of the explanation. */
  readonly ruling?: 'explained' | 'unexplained';
}

export function newVisitFacts(adultMemberIds: readonly string[]): VisitFacts {
  return {
    adultMemberIds, investigatorIds: [], acceptedBy: [], present: [], noticeGiven: false, formEdits: 0, signatures: [],
    gaps: [], segmentsMade: 0, segmentsReceived: 0,
  };
}

/** How much of a finished visit was recorded. */
export function recordingOutcome(facts: VisitFacts): 'recorded' | 'recordedWithGaps' | 'unrecordedWithReason' {
  if (facts.segmentsReceived === 0) return 'unrecordedWithReason';
  return facts.gaps.length > 0 ? 'recordedWithGaps' : 'recorded';
}

/** The facts after an act. */
export function noteVisit({ facts, act, actor }: Moment<VisitAct, VisitFacts, unknown>, to: FullVisitState): VisitFacts {
  switch (act.act) {
    case 'assign':
      return { ...facts, organisationId: act.organisationId, investigatorIds: act.investigatorIds, acceptedBy: [] };
    case 'accept':
      return { ...facts, acceptedBy: [...new Set([...facts.acceptedBy, actor.id])] };
    case 'decline':
      return { ...facts, investigatorIds: [], acceptedBy: [] };
    case 'arrive':
    case 'join':
      return { ...facts, present: [...others(facts, actor.id), { accountId: actor.id, deviceId: act.deviceId }] };
    case 'leave':
      return { ...facts, present: others(facts, actor.role === 'system' && act.accountId !== undefined ? act.accountId : actor.id) };
    case 'giveNotice':
      return { ...facts, noticeGiven: true };
    case 'recordConsent':
      return act.kind === 'recording' ? { ...facts, recordingConsent: act.outcome } : facts;
    case 'answer':
      return { ...facts, formEdits: facts.formEdits + 1 };
    case 'readBack':
      return { ...facts, editsReadBack: facts.formEdits };
    case 'sign':
      return { ...facts, signatures: [...facts.signatures, { signer: act.signer, means: act.means }] };
    case 'reportGap':
      return facts.gaps.some((gap) => gap.gapId === act.gapId) ? facts : { ...facts, gaps: [...facts.gaps, { gapId: act.gapId }] };
    case 'explainGap':
      return { ...facts, gaps: changeGap(facts, act.gapId, (gap) => ({ gapId: gap.gapId, explanation: act.explanation, explainedBy: actor.id })) };
    case 'ruleOnGap':
      return { ...facts, gaps: changeGap(facts, act.gapId, (gap) => ({ ...gap, ruling: act.ruling })) };
    case 'countSegments':
      return { ...facts, segmentsMade: act.made, segmentsReceived: act.received };
    case 'explainNoRecording':
      return { ...facts, noRecordingReason: act.reason };
    case 'findNoOneHome':
    case 'leaveUnsafe':
    case 'abort':
      return { ...facts, exitReason: act.reason };
    case 'recordRefusal':
      // Refusing the picture is a consent outcome; refusing the visit ends it.
      return to === 'visitRefused' ? { ...facts, exitReason: act.reason } : { ...facts, recordingConsent: 'refused', noRecordingReason: act.reason };
    case 'dispatch':
    case 'appoint':
    case 'check':
    case 'identify':
    case 'start':
    case 'close':
    case 'upload':
    case 'seal':
    case 'report':
      return facts;
  }
}

function others(facts: VisitFacts, accountId: string): Presence[] {
  return facts.present.filter((one) => one.accountId !== accountId);
}

function changeGap(facts: VisitFacts, gapId: string, change: (gap: ReportedGap) => ReportedGap): ReportedGap[] {
  return facts.gaps.map((gap) => (gap.gapId === gapId ? change(gap) : gap));
}
