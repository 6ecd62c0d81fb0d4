import type { Caller } from '../visits/liveRequests.ts';
import { actOnVisit } from './actOnVisit.ts';
import { answerItem } from './answerItem.ts';
import type { ExchangeReplies, ExchangeRequests } from './contract.ts';
import { pauseForPrivacy } from './pauseForPrivacy.ts';
import { raiseEmergency } from './raiseEmergency.ts';
import { ReportKeeper } from './ReportKeeper.ts';
import type { SupervisionDeps } from './supervisionDeps.ts';

export type ExchangeHandlers = {
  [E in keyof ExchangeRequests]: (caller: Caller, request: ExchangeRequests[E]) => Promise<ExchangeReplies[E]>;
};

/** What each live request of the exchange does; the verbs ask for the ability and write the trail. */
export function exchangeHandlers(deps: SupervisionDeps): ExchangeHandlers {
  const keeper = new ReportKeeper(deps);
  return {
    'exchange:act': ({ actor }, { visitId, itemId, act }) => actOnVisit(deps, actor, visitId, itemId, act),
    'exchange:answer': ({ actor }, request) => answerItem(deps, actor, request),
    'exchange:emergency': ({ actor }, { visitId, itemId }) => raiseEmergency(deps, actor, visitId, itemId),
    'exchange:pause': async ({ actor }, { visitId, on }) => {
      await pauseForPrivacy(deps, actor, visitId, on);
      return {};
    },
    'exchange:report': async ({ actor }, { visitId, report }) => {
      await keeper.keep(actor, visitId, report);
      return {};
    },
  };
}
