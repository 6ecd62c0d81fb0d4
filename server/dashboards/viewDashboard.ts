import { addDays, dayInChina } from '../clocks/days.ts';
import type { AccountView } from '../people/contract.ts';
import type { Day } from '../rules/contract.ts';
import type { Visit } from '../visits/visit.ts';
import { unexplainedGaps } from '../visits/visit.ts';
import type { DashboardView, VisitCounts } from './contract.ts';
import { DASHBOARD_DAYS } from './contract.ts';

/** What a dashboard is made from. */
export interface DashboardSource {
  readonly of: DashboardView['of'];
  /** Those appointed within the days. */
  readonly visits: readonly Visit[];
  readonly investigators: readonly AccountView[];
  readonly flagged: number;
  readonly reviewQueue: number;
  readonly overdueCases: number;
  readonly nowMs: number;
}

/** The first instant of the days that are looked at, and the first after them: midnights in China. */
export function dashboardSpan(nowMs: number): { readonly fromMs: number; readonly toMs: number } {
  const today = dayInChina(nowMs);
  const midnight = (day: Day): number => Date.parse(`${day}T00:00:00+08:00`);
  return { fromMs: midnight(firstDay(today)), toMs: midnight(addDays(today, 2)) };
}

export function viewDashboard({ of, visits, investigators, flagged, reviewQueue, overdueCases, nowMs }: DashboardSource): DashboardView {
  const today = dayInChina(nowMs);
  const days = Array.from({ length: DASHBOARD_DAYS }, (_, index) => addDays(firstDay(today), index));
  const onDay = (day: Day): readonly Visit[] => visits.filter(({ appointedAtMs }) => dayInChina(appointedAtMs) === day);
  const loads = investigators.map(({ id, name }) => ({ name, ...count(visits.filter(({ investigatorIds }) => investigatorIds.includes(id)), nowMs) }));
  return {
    of,
    today: count(onDay(today), nowMs),
    gapsUnexplained: visits.filter((visit) => visit.closedAtMs !== undefined && visit.sealedAtMs === undefined && unexplainedGaps(visit).length > 0).length,
    flagged,
    reviewQueue,
    overdueCases,
    days: days.map((day) => ({ day, ...count(onDay(day), nowMs) })),
    investigators: loads.toSorted((a, b) => b.done + b.live + b.late + b.planned - (a.done + a.live + a.late + a.planned)),
  };
}

/** The days end with tomorrow: who leads an organisation looks ahead. */
const firstDay = (today: Day): Day => addDays(today, 2 - DASHBOARD_DAYS);

/** By when it began and ended, whatever its state is called; one that left by an exit is over and counts nowhere. */
function count(visits: readonly Visit[], nowMs: number): VisitCounts {
  const counts = { planned: 0, live: 0, late: 0, done: 0 };
  for (const visit of visits) {
    if (visit.closedAtMs !== undefined) counts.done += 1;
    else if (LEFT.has(visit.state)) continue;
    else if (visit.startedAtMs !== undefined) counts.live += 1;
    else if (visit.appointedAtMs < nowMs) counts.late += 1;
    else counts.planned += 1;
  }
  return counts;
}

const LEFT: ReadonlySet<string> = new Set(['noOneHome', 'visitRefused', 'unsafe', 'aborted']);
