import type { CaseFacts } from '../rules/caseFacts.ts';
import type { CaseState } from '../rules/contract.ts';
import type { Outcome } from './contract.ts';

/** Ends of a case without a decision on its substance. */
const WITHDRAWN: ReadonlySet<CaseState> = new Set(['withdrawn', 'procedureEnded', 'notAccepted']);
/** Aid that was granted stays granted for what is kept, also after it has ended. */
const AIDED: ReadonlySet<CaseState> = new Set(['approved', 'inPayment', 'recheck', 'adjustProposed', 'heard', 'adjusted', 'grace', 'terminated']);

/** What became of a case, from where it stands and, once a family was notified, from what was decided. */
export function outcomeOfCase({ state, facts: { decision } }: { readonly state: CaseState; readonly facts: Pick<CaseFacts, 'decision'> }): Outcome {
  if (WITHDRAWN.has(state)) return 'withdrawn';
  if (AIDED.has(state)) return 'approved';
  if (state === 'refused' || state === 'notified') return decision ?? 'undecided';
  return 'undecided';
}
