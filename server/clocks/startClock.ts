import type { Day } from '../rules/contract.ts';
import type { ClockName, ClockParameters, ClockRule, Deadline } from './contract.ts';
import { addDays } from './days.ts';
import type { WorkingDayCalendar } from './workingDayCalendar.ts';

/** What lengthens or shortens a case's clocks. */
export interface CaseCircumstances {
  /** Who decides: the county, or the town to which approval is devolved. */
  readonly decidedBy: 'county' | 'town';
  /** The longer limit applies, by a recorded decision of an officer. */
  readonly exceptional: boolean;
}

/** The last day of a period that starts with an event on `startedOn`. */
export function lastDayOf(
  rule: Pick<ClockRule, 'limit' | 'unit' | 'countsStartDay'>,
  startedOn: Day,
  calendar: WorkingDayCalendar,
): Day {
  // Counting the day of the event is the same as starting one day earlier.
  const eve = rule.countsStartDay ? addDays(startedOn, -1) : startedOn;
  return rule.unit === 'workingDay' ? calendar.addWorkingDays(eve, rule.limit) : addDays(eve, rule.limit);
}

/** Starts a clock at an event. Computed once, stored with the case, compared with today ever after. */
export function startClock(
  clock: ClockName,
  startedOn: Day,
  parameters: ClockParameters,
  calendar: WorkingDayCalendar,
  circumstances: CaseCircumstances,
): Deadline {
  const rule = ruleOf(clock, parameters, circumstances);
  const limit = circumstances.exceptional ? (rule.exceptionalLimit ?? rule.limit) : rule.limit;
  const lastDay = lastDayOf({ ...rule, limit }, startedOn, calendar);
  const dueOn = rule.kind === 'atLeast' ? addDays(lastDay, 1) : lastDay;
  const soon =
    rule.unit === 'workingDay' ? calendar.addWorkingDays(dueOn, -rule.dueSoonWithin) : addDays(dueOn, -rule.dueSoonWithin);
  return {
    clock,
    kind: rule.kind,
    unit: rule.unit,
    startedOn,
    dueOn,
    dueSoonFrom: soon > startedOn ? soon : startedOn,
    version: parameters.version,
    certain: rule.unit === 'calendarDay' || calendar.isCertain(startedOn, dueOn),
  };
}

function ruleOf(clock: ClockName, { clocks }: ClockParameters, { decidedBy }: CaseCircumstances): ClockRule {
  if (clock !== 'total') return clocks[clock];
  return decidedBy === 'town' ? clocks.totalTownDecides : clocks.totalCountyDecides;
}
