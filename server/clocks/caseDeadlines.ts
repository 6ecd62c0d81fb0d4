import type { Day } from '../rules/contract.ts';
import type { ClockName, ClockParameters, DeadlineView } from './contract.ts';
import { startClock } from './startClock.ts';
import type { CaseCircumstances } from './startClock.ts';
import { viewDeadline } from './viewDeadline.ts';
import type { WorkingDayCalendar } from './workingDayCalendar.ts';

/** The days on which a case's steps happened; missing while they have not. */
export interface CaseDays {
  readonly acceptedOn?: Day;
  readonly investigationStartedOn?: Day;
  readonly publishedOn?: Day;
  readonly publicityClosedOn?: Day;
  readonly decidedOn?: Day;
  /** Only of a refusal: approvals have no such clock. */
  readonly refusedOn?: Day;
  readonly refusalServedOn?: Day;
}

/** Which event starts each clock and which one stops it. */
const STARTS_AND_STOPS: Readonly<Record<ClockName, readonly [start: keyof CaseDays, stop: keyof CaseDays]>> = {
  investigationStart: ['acceptedOn', 'investigationStartedOn'],
  total: ['acceptedOn', 'decidedOn'],
  publicity: ['publishedOn', 'publicityClosedOn'],
  decision: ['publicityClosedOn', 'decidedOn'],
  refusalNotice: ['refusedOn', 'refusalServedOn'],
};

/** Every clock of a case that has started, the most urgent first and those that are done last. */
export function caseDeadlines(
  days: CaseDays,
  today: Day,
  parameters: ClockParameters,
  calendar: WorkingDayCalendar,
  circumstances: CaseCircumstances,
): DeadlineView[] {
  return (Object.keys(STARTS_AND_STOPS) as ClockName[])
    .flatMap((clock) => {
      const [start, stop] = STARTS_AND_STOPS[clock];
      const startedOn = days[start];
      if (startedOn === undefined) return [];
      return [viewDeadline(startClock(clock, startedOn, parameters, calendar, circumstances), today, calendar, days[stop])];
    })
    .sort((a, b) => Number(a.doneOn !== undefined) - Number(b.doneOn !== undefined) || (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0));
}
