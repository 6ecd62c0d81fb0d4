import type { VisitDetail } from '../../server/visits/contract.ts';
import { phaseOf } from '../../server/visits/phases/contract.ts';

/** What this investigator does next; one primary action a screen. */
export type NextStep = 'accept' | 'waitForPartner' | 'arrive' | 'join' | 'door' | 'start' | 'form' | 'sign' | 'close' | 'none';

export function nextStepOf(visit: Pick<VisitDetail, 'state' | 'acceptedBy' | 'presence'>, ownId: string): NextStep {
  const isHere = visit.presence.present.some((one) => one.accountId === ownId);
  if (phaseOf(visit.state) === 'live' && visit.state !== 'signed' && !isHere) return 'join';
  // Without a network the other's arrival is not known here; whoever joined has nothing to do until it is.
  if (visit.state === 'appointed' && isHere) return 'none';
  switch (visit.state) {
    case 'dispatched': return visit.acceptedBy.includes(ownId) ? 'waitForPartner' : 'accept';
    case 'appointed': return 'arrive';
    case 'arrived':
    case 'identified':
    case 'noticeGiven': return 'door';
    case 'consentRecorded': return 'start';
    case 'inProgress': return 'form';
    case 'readBack': return 'sign';
    case 'signed': return 'close';
    default: return 'none';
  }
}
