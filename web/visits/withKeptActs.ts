import type { AccountId } from '../../server/people/contract.ts';
import type { VisitDetail, VisitState } from '../../server/visits/contract.ts';
import { phaseOf } from '../../server/visits/phases/contract.ts';
import type { KeptAct } from '../device/ActOutbox.ts';

type Kept = KeptAct['request'];

/**
 * The visit as this phone has it: what the server said last, and on top what was done here since and is still to be told.
 * Only for showing what comes next without a network; whether an act stands, the server decides when it is told.
 */
export function withKeptActs(visit: VisitDetail, acts: readonly KeptAct[], ownId: AccountId | undefined): VisitDetail {
  let shown = visit;
  for (const { request } of acts) shown = after(shown, request, ownId);
  if (shown === visit) return visit;
  const live = phaseOf(shown.state) === 'live';
  return {
    ...shown,
    may: { ...shown.may, publish: live && !shown.recordingRefused, addPhoto: live, close: shown.state === 'signed', viewForm: true, explainGaps: false },
  };
}

function after(visit: VisitDetail, request: Kept, ownId: AccountId | undefined): VisitDetail {
  const { act } = request;
  const atMs = (request.deviceAtMs ?? 0) + (request.sentLater?.clockOffsetMs ?? 0);
  const to = (state: VisitState, change: Partial<VisitDetail> = {}): VisitDetail => ({ ...visit, state, ...change });
  switch (act.act) {
    case 'arrive':
    case 'join': {
      const others = visit.presence.present.filter(({ accountId }) => accountId !== ownId);
      const presence = { ...visit.presence, present: [...others, { accountId: ownId ?? '', deviceId: act.deviceId }] };
      return visit.state === 'appointed' && act.act === 'arrive' ? to('arrived', { startedAtMs: atMs, presence }) : { ...visit, presence };
    }
    case 'check': return { ...visit, checks: [...visit.checks, { by: ownId ?? ('' as AccountId), atMs, found: act.found }] };
    case 'identify': return to('identified');
    case 'giveNotice': return to('noticeGiven');
    case 'recordConsent': {
      const { kind, outcome, personId, textVersion, language, means } = act;
      const consents = [...visit.consents, { kind, outcome, personId, textVersion, language, means, atMs, recordedBy: ownId ?? ('' as AccountId) }];
      const refused = kind === 'recording' && outcome === 'refused';
      return to(visit.state === 'noticeGiven' ? 'consentRecorded' : visit.state, { consents, recordingRefused: visit.recordingRefused || refused });
    }
    case 'recordRefusal':
      if (act.refused === 'visit') return to('visitRefused', { closedAtMs: atMs, exitReason: act.reason });
      return to(visit.state === 'noticeGiven' ? 'consentRecorded' : visit.state, { recordingRefused: true });
    case 'start': return to('inProgress');
    case 'readBack': return to('readBack');
    case 'sign': {
      const { signer, means } = act;
      const signatures = [...visit.signatures, {
        as: signer.as, signerId: signer.as === 'investigator' ? signer.accountId : signer.personId, means, digest: '', atMs,
        recordedBy: ownId ?? ('' as AccountId), inkId: request.actId, ...(signer.as === 'witness' && { name: signer.name }),
      }];
      return to(allHereSigned(signatures, visit.recordingRefused, ownId) ? 'signed' : visit.state, { signatures });
    }
    case 'close': return to('closed', { closedAtMs: atMs });
    case 'findNoOneHome': return to('noOneHome', { closedAtMs: atMs, exitReason: act.reason });
    case 'leaveUnsafe': return to('unsafe', { closedAtMs: atMs, exitReason: act.reason });
    case 'abort': return to('aborted', { closedAtMs: atMs, exitReason: act.reason });
    default: return visit;
  }
}

/** Everybody who can sign on this phone has; the partner signs on their own, and the end waits for that. */
function allHereSigned(signatures: VisitDetail['signatures'], recordingRefused: boolean, ownId: AccountId | undefined): boolean {
  const of = (as: 'member' | 'witness'): VisitDetail['signatures'] => signatures.filter((one) => one.as === as);
  const needsWitness = recordingRefused || !of('member').some(({ means }) => means === 'signature');
  return signatures.some(({ signerId }) => signerId === ownId) && of('member').length > 0 && (!needsWitness || of('witness').length > 0);
}
