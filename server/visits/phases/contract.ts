import type { VisitAct } from '../../rules/contract.ts';
import type { VisitState } from '../contract.ts';

/**
 * What a list needs of the state. `live` is from the door to the last signature: picture and sound may run.
 * `finishing` waits for its seal, and stays there while a gap has no explanation. `over` has left by an exit.
 */
export type VisitPhase = 'planned' | 'live' | 'finishing' | 'sealed' | 'over';

const PHASES: Readonly<Record<VisitState, VisitPhase>> = {
  created: 'planned', assigned: 'planned', dispatched: 'planned', bothAccepted: 'planned', appointed: 'planned',
  arrived: 'live', identified: 'live', noticeGiven: 'live', consentRecorded: 'live', inProgress: 'live', readBack: 'live', signed: 'live',
  closed: 'finishing', uploaded: 'finishing', sealed: 'sealed', reported: 'sealed',
  noOneHome: 'over', visitRefused: 'over', unsafe: 'over', aborted: 'over',
};

export function phaseOf(state: VisitState): VisitPhase {
  return PHASES[state];
}

export const LIVE_STATES = (Object.keys(PHASES) as VisitState[]).filter((state) => PHASES[state] === 'live');

/** What the field does without a network too, and tells afterwards, in order. */
export const LATER_ACTS: ReadonlySet<VisitAct['act']> = new Set<VisitAct['act']>([
  'check', 'arrive', 'join', 'identify', 'giveNotice', 'recordConsent', 'start', 'readBack', 'sign', 'close',
  'findNoOneHome', 'recordRefusal', 'leaveUnsafe', 'abort',
]);
