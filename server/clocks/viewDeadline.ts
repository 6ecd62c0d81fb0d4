import { CLOCK_NAMES } from './clockParameters.ts';
import type { Day } from '../rules/contract.ts';
import type { ClockStatus, Deadline, DeadlineView } from './contract.ts';
import { daysBetween } from './days.ts';
import type { WorkingDayCalendar } from './workingDayCalendar.ts';

/** How a clock stands today, or stood on the day it was done. */
export function clockStatus(deadline: Deadline, today: Day, doneOn?: Day): ClockStatus {
  if (deadline.kind === 'atLeast') {
    if (doneOn !== undefined) return 'met';
    if (today >= deadline.dueOn) return 'due';
  } else {
    if (doneOn !== undefined) return doneOn <= deadline.dueOn ? 'met' : 'metLate';
    if (today > deadline.dueOn) return 'overdue';
    if (today === deadline.dueOn) return 'due';
  }
  return today >= deadline.dueSoonFrom ? 'dueSoon' : 'running';
}

/** A deadline as a page shows it, before it is missed. */
export function viewDeadline(deadline: Deadline, today: Day, calendar: WorkingDayCalendar, doneOn?: Day): DeadlineView {
  return {
    ...deadline,
    name: CLOCK_NAMES[deadline.clock],
    status: clockStatus(deadline, today, doneOn),
    daysLeft:
      deadline.unit === 'calendarDay' ? daysBetween(today, deadline.dueOn) : calendar.workingDaysBetween(today, deadline.dueOn),
    ...(doneOn !== undefined && { doneOn }),
  };
}
