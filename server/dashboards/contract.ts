import type { Day } from '../rules/contract.ts';

/** Visits by how far they are. Late: their hour has passed and nobody has begun. */
export interface VisitCounts {
  readonly planned: number;
  readonly live: number;
  readonly late: number;
  readonly done: number;
}

/** Days that the dashboard shows, tomorrow the last. */
export const DASHBOARD_DAYS = 14;

/** `GET /api/dashboard`: an organisation's for its administrator, the district's for its supervisors. Numbers and own staff; no household. */
export interface DashboardView {
  readonly of: 'organisation' | 'district';
  readonly today: VisitCounts;
  /** Closed visits that wait for the explanation of a gap. */
  readonly gapsUnexplained: number;
  /** Visits with a red flag on which nobody has ruled. */
  readonly flagged: number;
  /** Reports that wait for their review. */
  readonly reviewQueue: number;
  readonly overdueCases: number;
  /** Oldest first. */
  readonly days: readonly ({ readonly day: Day } & VisitCounts)[];
  /** Over the same days, the busiest first. */
  readonly investigators: readonly ({ readonly name: string } & VisitCounts)[];
}
