import type { Action } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import type { Viewer } from '../people/fieldAccess.ts';
import type { CaseFile } from '../procedures/contract.ts';
import type { CaseAct, CaseState } from '../rules/contract.ts';
import type { Trail } from '../trail/Trail.ts';
import type { ReportSource } from './draftReport.ts';
import type { ReportStore } from './store.ts';

/** What the acts on reports and interviews work with. The other nouns are reached through narrow functions. */
export interface ReportDeps {
  readonly reports: ReportStore;
  readonly trail: Trail;
  readonly lock: { run<T>(id: string, act: () => Promise<T>): Promise<T> };
  readonly requireCase: (actor: Actor, action: Action, caseId: string) => Promise<CaseFile>;
  /** What this person is to the case, for the masking table. */
  readonly viewerFor: (actor: Actor, file: CaseFile) => Viewer;
  /** Rewrites texts about the household for this person; undefined where they may read all of it. */
  readonly redactFor: (actor: Actor, file: CaseFile) => Promise<((text: string) => string) | undefined>;
  readonly nameFor: (actor: Actor, file: CaseFile) => string;
  /** Form, visits and evidence of the case; the neighbours' words are this room's own. */
  readonly sourceOf: (file: CaseFile) => Promise<Omit<ReportSource, 'statements'>>;
  readonly stateOf: (file: CaseFile) => Promise<CaseState>;
  /** Moves the case by the field's table; `atOnce` runs when its rules have agreed. */
  readonly actOnCase: (actor: Actor, file: CaseFile, act: CaseAct, atOnce: () => Promise<void>) => Promise<unknown>;
  /** This person has handed the case's report in: its sealed visits are reported on. */
  readonly noteReported: (actor: Actor, caseId: string) => Promise<void>;
  /** Neighbour interviews that a report should rest on. */
  readonly interviewsExpected: number;
  readonly now: () => number;
}
