import { caseDeadlines } from '../clocks/caseDeadlines.ts';
import type { ClockParameters, Deadline, DeadlineView } from '../clocks/contract.ts';
import { startClock } from '../clocks/startClock.ts';
import type { CaseCircumstances } from '../clocks/startClock.ts';
import { viewDeadline } from '../clocks/viewDeadline.ts';
import type { WorkingDayCalendar } from '../clocks/workingDayCalendar.ts';
import type { CaseFacts } from '../rules/caseFacts.ts';
import type { Day } from '../rules/contract.ts';
import type { NextDue } from './contract.ts';
import type { ProcedureRecord } from './store.ts';

/** What clocks are computed with. */
export interface ClockRules {
  readonly parameters: ClockParameters;
  readonly calendar: WorkingDayCalendar;
}

/** Here the town decides, as the district's plan devolved it; nobody has granted the longer limit. */
const CIRCUMSTANCES: CaseCircumstances = { decidedBy: 'town', exceptional: false };

/** The clocks after an act: those that run keep the version they were started with. */
export function clocksAfter(facts: CaseFacts, before: readonly Deadline[], today: Day, rules: ClockRules): Pick<ProcedureRecord, 'deadlines' | 'next'> {
  const started = caseDeadlines(facts.days, today, rules.parameters, rules.calendar, CIRCUMSTANCES);
  const deadlines = started.map((view) => before.find((one) => one.clock === view.clock && one.startedOn === view.startedOn) ?? deadlineOf(view));
  const isDone = (clock: Deadline['clock']): boolean => facts.closedOn !== undefined || started.find((one) => one.clock === clock)?.doneOn !== undefined;
  // A wait is nothing that can be missed; it is shown in the case, not among what is due.
  const running = deadlines.filter(({ clock, kind }) => kind === 'atMost' && !isDone(clock)).toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : 1));
  const [next] = running;
  return { deadlines, ...(next && { next: nextOf(next) }) };
}

/** The same after the calendar was corrected: days that were uncertain may move. */
export function clocksAnew({ facts, deadlines }: Pick<ProcedureRecord, 'facts' | 'deadlines'>, today: Day, rules: ClockRules): Pick<ProcedureRecord, 'deadlines' | 'next'> {
  const moved = deadlines.map((one) => startClock(one.clock, one.startedOn, rules.parameters, rules.calendar, CIRCUMSTANCES));
  return clocksAfter(facts, moved, today, rules);
}

/** Every clock of a case as a page shows it, with when it was done. */
export function viewClocks({ facts, deadlines }: Pick<ProcedureRecord, 'facts' | 'deadlines'>, today: Day, rules: ClockRules): DeadlineView[] {
  const done = new Map(caseDeadlines(facts.days, today, rules.parameters, rules.calendar, CIRCUMSTANCES).map(({ clock, doneOn }) => [clock, doneOn]));
  return deadlines.map((one) => viewDeadline(one, today, rules.calendar, done.get(one.clock)));
}

function deadlineOf({ clock, kind, unit, startedOn, dueOn, dueSoonFrom, version, certain }: Deadline): Deadline {
  return { clock, kind, unit, startedOn, dueOn, dueSoonFrom, version, certain };
}

function nextOf({ clock, dueOn, dueSoonFrom }: Deadline): NextDue {
  return { clock, dueOn, dueSoonFrom };
}
