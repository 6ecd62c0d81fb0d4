import { z } from 'zod';
import type { ClockName, DeadlineView } from '../clocks/contract.ts';
import { caseActSchema } from '../rules/contract.ts';
import type { CaseAct, CaseOverlay, CaseState, Day } from '../rules/contract.ts';

/** A case as far as the rooms around it need to know it; masked only when it is shown. */
export interface CaseFile {
  readonly id: string;
  readonly caseNumber: string;
  readonly applicantName: string;
  readonly address: string;
  readonly memberCount: number;
  /** The town's office that handles it. */
  readonly townId: string;
  /** The contracted organisation, once there is one. */
  readonly organisationId?: string;
  readonly investigatorIds: readonly string[];
  /** Where it stands as its list says; it counts where the procedure has nothing yet, as in a case that came under way. */
  readonly state: CaseState;
  readonly createdAtMs: number;
  /** When its last visit was sealed, ms since the epoch. */
  readonly sealedAtMs?: number;
}

/** Acts that belong to another room, which calls them when its own part is done, or to the platform itself. */
export const ACTS_OF_OTHERS = ['assignInvestigators', 'noteVisit', 'submitReport', 'returnReport', 'acceptReport'] as const satisfies readonly CaseAct['act'][];

/** `POST /api/cases/:caseId/acts` → ProcedureView. What is not allowed is refused by the name of its rule. */
export const actOnCaseSchema = caseActSchema.refine(
  (act) => !(ACTS_OF_OTHERS as readonly string[]).includes(act.act),
  'belongs to the report or to the platform',
);

/** `GET /api/cases/:caseId/procedure` */
export interface ProcedureView {
  readonly caseId: string;
  readonly caseNumber: string;
  readonly applicantName: string;
  /** The town's office that handles it. */
  readonly townId: string;
  readonly state: CaseState;
  readonly overlays: readonly CaseOverlay[];
  readonly publicityOverOn?: Day;
  readonly openObjections: readonly string[];
  readonly deadlines: readonly DeadlineView[];
  /** The acts that this person's role may try now; which succeed depends on the facts. */
  readonly acts: readonly CaseAct['act'][];
  /** The rooms of the case that this person may enter. */
  readonly rooms: readonly CaseRoom[];
}

export const CASE_ROOMS = ['report', 'interviews', 'calculation', 'needs', 'documents'] as const;
export type CaseRoom = (typeof CASE_ROOMS)[number];

export interface QueuedCase {
  readonly caseId: string;
  readonly caseNumber: string;
  readonly applicantName: string;
  readonly state: CaseState;
  readonly dueOn?: Day;
}

/** Where counting stops: this many, or more. */
export const COUNTED_TO = 100;

/** `GET /api/work-queue`: how many cases stand at the stages that wait for this role, and those that wait for this person's role, the most urgent first. */
export interface WorkQueue {
  readonly today: Day;
  readonly counts: Readonly<Partial<Record<CaseState, number>>>;
  readonly waiting: readonly QueuedCase[];
}

export interface DueCase {
  readonly caseId: string;
  readonly caseNumber: string;
  readonly applicantName: string;
  readonly state: CaseState;
  readonly deadline: DeadlineView;
}

/** `GET /api/deadlines`: what this person should look at first, the most urgent first. */
export interface DeadlineStrip {
  readonly today: Day;
  readonly overdue: number;
  readonly dueToday: number;
  readonly dueSoon: number;
  readonly cases: readonly DueCase[];
  /** A year that some deadline touches has no confirmed calendar yet. */
  readonly uncertain: boolean;
}

export const MAX_DUE_SHOWN = 20;
export const dueQuerySchema = z.strictObject({ limit: z.coerce.number().int().min(1).max(MAX_DUE_SHOWN).default(5) });

/** The one deadline of a case that lists show and sort by. */
export interface NextDue {
  readonly clock: ClockName;
  readonly dueOn: Day;
  readonly dueSoonFrom: Day;
}
