import type { Action } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import type { CasePolicy } from '../rules/casePolicy.ts';
import type { CaseState, Day } from '../rules/contract.ts';
import type { Trail } from '../trail/Trail.ts';
import type { ClockRules } from './caseClocks.ts';
import type { CaseFile } from './contract.ts';
import type { ProcedureScope, ProcedureStore } from './store.ts';

export interface NotedProcedure {
  readonly state: CaseState;
  readonly dueOn?: Day | undefined;
  readonly organisationId?: string | undefined;
}

/** What the steps of a case work with. The other nouns are reached through narrow functions. */
export interface ProcedureDeps {
  readonly procedures: ProcedureStore;
  readonly trail: Trail;
  readonly lock: { run<T>(id: string, act: () => Promise<T>): Promise<T> };
  /** The case, when this person may do this to it; throws otherwise. */
  readonly requireCase: (actor: Actor, action: Action, caseId: string) => Promise<CaseFile>;
  readonly caseFiles: (caseIds: readonly string[]) => Promise<readonly CaseFile[]>;
  /** On whose cases this person may do this; throws where on nobody's. */
  readonly scopeFor: (actor: Actor, action: Action) => Promise<ProcedureScope>;
  /** A name as this person may see it. */
  readonly nameFor: (actor: Actor, file: CaseFile) => string;
  /** Tells the list of cases where a case stands, what is due next, and who investigates. */
  readonly noteProcedure: (caseId: string, noted: NotedProcedure) => Promise<void>;
  /** Whether this organisation is under a contract that covers the town today. */
  readonly mayInvestigate: (organisationId: string, townId: string) => Promise<boolean>;
  readonly clockRules: (on: Day) => Promise<ClockRules>;
  readonly retention: CasePolicy['retention'];
  readonly now: () => number;
}
