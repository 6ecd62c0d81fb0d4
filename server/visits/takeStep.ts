import { RuleError, UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { RuleActor, VisitAct } from '../rules/contract.ts';
import { stepVisit } from '../rules/visitMachine.ts';
import type { Act } from '../trail/contract.ts';
import type { Visit } from './visit.ts';
import type { VisitDeps } from './visitDeps.ts';

/** The platform itself, when a connection, a recording or a clock reports. */
export const PLATFORM: RuleActor = { id: 'platform', role: 'system', organisationId: 'platform' };

/** What each act is called in the trail. The recorder writes gaps and segments itself. */
const IN_TRAIL: Readonly<Record<Exclude<VisitAct['act'], 'reportGap' | 'countSegments'>, Act>> = {
  assign: 'visit.assigned', dispatch: 'visit.dispatched', accept: 'visit.accepted', decline: 'visit.declined', appoint: 'visit.appointed',
  check: 'visit.checked',
  arrive: 'visit.arrived', join: 'visit.joined', leave: 'visit.left', identify: 'visit.identified', giveNotice: 'visit.noticeGiven',
  recordConsent: 'visit.consentRecorded', start: 'visit.started', answer: 'form.answered', readBack: 'form.readBack', sign: 'form.signed',
  close: 'visit.closed', explainGap: 'recording.gapExplained', ruleOnGap: 'recording.gapRuled', explainNoRecording: 'recording.absenceExplained',
  upload: 'visit.uploaded', seal: 'visit.sealed', report: 'visit.reported', findNoOneHome: 'visit.noOneHome',
  recordRefusal: 'visit.refused', leaveUnsafe: 'visit.unsafe', abort: 'visit.aborted',
};

export interface StepExtras {
  readonly actId?: string;
  readonly deviceAtMs?: number;
  /** What else the step changes in the record. */
  readonly change?: Partial<Visit>;
  readonly object?: { readonly kind: string; readonly id: string };
  readonly details?: Readonly<Record<string, string | number | boolean>>;
  /** Names and words; the trail keeps their digests. */
  readonly personal?: Readonly<Record<string, string>>;
}

/** Acts remembered so that a repetition is known; a phone repeats what it did last. */
const REMEMBERED_ACTS = 60;

/**
 * Takes one step of the visit's machine: the rule is asked, the trail is written, and the step is stored over the one
 * it was computed from. The caller holds the visit's lock.
 * @throws RuleError the rule that the act breaks; UserError `visit.changedMeanwhile` when another server was first
 */
export async function takeStep(deps: Pick<VisitDeps, 'trail' | 'visits'>, visit: Visit, act: VisitAct, by: Actor | RuleActor, extras: StepExtras = {}): Promise<Visit> {
  const { id, role, organisationId } = by;
  const step = stepVisit(visit, act, { id, role, organisationId });
  if (!step.ok) throw new RuleError(step.violation);
  const { state, facts } = step;
  if (act.act !== 'reportGap' && act.act !== 'countSegments') {
    await deps.trail.append({
      act: IN_TRAIL[act.act],
      ...('name' in by && { actor: inTrail(by) }),
      object: extras.object ?? { kind: 'visit', id: visit._id },
      visitId: visit._id,
      ...(extras.deviceAtMs !== undefined && { deviceAtMs: extras.deviceAtMs }),
      details: { ...codesOf(act), ...extras.details, ...(state !== visit.state && { from: visit.state, to: state }) },
      personal: { ...wordsOf(act), ...extras.personal },
    });
  }
  const next = await deps.visits.advance(visit, {
    ...extras.change,
    state,
    facts,
    ...(extras.actId !== undefined && { doneActs: [...visit.doneActs, extras.actId].slice(-REMEMBERED_ACTS) }),
  });
  if (!next) throw new UserError('visit.changedMeanwhile');
  return next;
}

/** What an act carries that is an id, a code or a number. */
function codesOf(act: VisitAct): Record<string, string | number | boolean> {
  const codes: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(act.act === 'check' ? act.found : act)) {
    if (key === 'act' || key === 'reason' || key === 'explanation') continue;
    if (typeof value === 'string' || typeof value === 'number') codes[key] = value;
  }
  if (act.act === 'sign') {
    codes['as'] = act.signer.as;
    codes['signerId'] = act.signer.as === 'investigator' ? act.signer.accountId : act.signer.personId;
  }
  if (act.act === 'assign') for (const [index, one] of act.investigatorIds.entries()) codes[`investigator${index + 1}`] = one;
  return codes;
}

/** What it carries that are people's words. */
function wordsOf(act: VisitAct): Record<string, string> {
  return {
    ...('reason' in act && { reason: act.reason }),
    ...('explanation' in act && { explanation: act.explanation }),
    ...(act.act === 'sign' && act.signer.as === 'witness' && { witnessName: act.signer.name }),
  };
}
