import type { CaseRooms } from './caseRooms.ts';
import type { CaseStore } from './cases/store.ts';
import { RuleError } from './errors.ts';
import { PLATFORM } from './procedures/actOnCase.ts';
import type { CaseAct } from './rules/contract.ts';
import type { Log } from '../sfu/contract.ts';
import { phaseOf } from './visits/phases/contract.ts';
import type { VisitStore } from './visits/store.ts';
import type { Visit } from './visits/visit.ts';
import type { CaseNews } from './visits/visitDeps.ts';

type Outcome = Extract<CaseAct, { act: 'noteVisit' }>['outcome'];

function outcomeOf({ state, facts }: Visit): Outcome {
  if (state === 'noOneHome' || state === 'visitRefused' || state === 'unsafe' || state === 'aborted') return state;
  return facts.recordingConsent === 'refused' ? 'recordingRefused' : 'completed';
}

/** How a case follows its visits: by acts of its own, under its own rules, each in the trail. */
export function caseNews(
  { cases, visits, act, log }: { readonly cases: CaseStore; readonly visits: VisitStore; readonly act: CaseRooms['act']; readonly log: Log },
): CaseNews {
  return {
    assigned: async (id, investigatorIds) => {
      await act(id, PLATFORM, { act: 'assignInvestigators', investigatorIds: [...investigatorIds] });
      await cases.noteAssigned(id, investigatorIds);
    },
    declined: async ({ _id, householdId, investigatorIds }, by, conflict) => {
      const others = (await visits.ofHousehold(householdId)).filter((one) => one._id !== _id);
      const gone = investigatorIds.filter((id) => !others.some((one) => one.investigatorIds.includes(id)));
      await cases.noteDeclined(householdId, gone, conflict ? by : undefined);
    },
    consented: async ({ householdId, _id }, actor, consent) => {
      // The consent stands on the visit's record, whatever stage the case is at.
      await act(householdId, actor, { act: 'giveConsent', ...consent }).catch((error: unknown) => {
        if (!(error instanceof RuleError)) throw error;
        log.warn({ visitId: _id, rule: error.code }, 'the case took no consent from its visit');
      });
    },
    ended: (visit) => act(visit.householdId, PLATFORM, { act: 'noteVisit', visitId: visit._id, outcome: outcomeOf(visit) }),
    sealed: async ({ _id, householdId }, atMs) => {
      // With the last seal begin the days after which its investigators no longer see the case in full.
      const others = (await visits.ofHousehold(householdId)).filter((one) => one._id !== _id);
      const isDone = ({ state, startedAtMs, sealedAtMs }: Visit): boolean => sealedAtMs !== undefined || (phaseOf(state) === 'over' && startedAtMs === undefined);
      if (others.every(isDone)) await cases.noteSealed(householdId, atMs);
    },
  };
}
