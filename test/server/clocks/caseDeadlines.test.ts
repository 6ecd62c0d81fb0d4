import { describe, expect, it } from 'vitest';
import { caseDeadlines } from '../../../server/clocks/caseDeadlines.ts';
import { FIRST_CLOCK_PARAMETERS } from '../../../server/clocks/clockParameters.ts';
import type { CaseDays } from '../../../server/clocks/caseDeadlines.ts';
import { clockParametersSchema } from '../../../server/clocks/contract.ts';
import type { ClockName, DeadlineView } from '../../../server/clocks/contract.ts';
import { HOLIDAYS_2026 } from '../../../server/clocks/holidays2026.ts';
import { workingDayCalendar } from '../../../server/clocks/workingDayCalendar.ts';
import type { Day } from '../../../server/rules/contract.ts';

const day = (text: string): Day => text as Day;
const calendar = workingDayCalendar([{ ...HOLIDAYS_2026, confirmedBy: 'operator' }]);
const town = { decidedBy: 'town', exceptional: false } as const;

function clockOf(days: CaseDays, today: string, clock: ClockName, circumstances: { decidedBy: 'town' | 'county'; exceptional: boolean } = town): DeadlineView {
  const found = caseDeadlines(days, day(today), FIRST_CLOCK_PARAMETERS, calendar, circumstances).find((one) => one.clock === clock);
  if (!found) throw new Error(`no clock ${clock}`);
  return found;
}

describe('the clocks of a case', () => {
  it('give three working days to start the investigation, the day of acceptance not counted', () => {
    // Accepted on a Friday: Monday, Tuesday, Wednesday.
    const accepted = { acceptedOn: day('2026-11-20') };
    expect(clockOf(accepted, '2026-11-20', 'investigationStart')).toMatchObject({ dueOn: '2026-11-25', status: 'running', daysLeft: 3, certain: true });
    expect(clockOf(accepted, '2026-11-23', 'investigationStart').status).toBe('running');
    expect(clockOf(accepted, '2026-11-24', 'investigationStart')).toMatchObject({ status: 'dueSoon', daysLeft: 1 });
    expect(clockOf(accepted, '2026-11-25', 'investigationStart')).toMatchObject({ status: 'due', daysLeft: 0 });
    expect(clockOf(accepted, '2026-11-26', 'investigationStart')).toMatchObject({ status: 'overdue', daysLeft: -1 });
  });

  it('say whether a step was done in time, whatever today is', () => {
    const accepted = { acceptedOn: day('2026-11-20') };
    expect(clockOf({ ...accepted, investigationStartedOn: day('2026-11-25') }, '2026-12-31', 'investigationStart').status).toBe('met');
    expect(clockOf({ ...accepted, investigationStartedOn: day('2026-11-26') }, '2026-12-31', 'investigationStart').status).toBe('metLate');
  });

  it('give 30 working days where the county decides, 20 where the town does, 45 exceptionally', () => {
    const accepted = { acceptedOn: day('2026-10-12') };
    expect(clockOf(accepted, '2026-10-12', 'total').dueOn).toBe('2026-11-09');
    expect(clockOf(accepted, '2026-10-12', 'total', { decidedBy: 'county', exceptional: false }).dueOn).toBe('2026-11-23');
    expect(clockOf(accepted, '2026-10-12', 'total', { decidedBy: 'town', exceptional: true }).dueOn).toBe('2026-12-14');
  });

  it('count publicity in calendar days, through weekends, and let nobody go on before the seventh day is over', () => {
    const published = { publishedOn: day('2026-11-20') };
    expect(clockOf(published, '2026-11-27', 'publicity')).toMatchObject({ dueOn: '2026-11-28', status: 'dueSoon', daysLeft: 1 });
    expect(clockOf(published, '2026-11-28', 'publicity').status).toBe('due');
    expect(clockOf(published, '2026-12-28', 'publicity').status).toBe('due');
  });

  it('give ten working days to decide and three to serve a refusal', () => {
    expect(clockOf({ publicityClosedOn: day('2026-11-30') }, '2026-11-30', 'decision').dueOn).toBe('2026-12-14');
    expect(clockOf({ refusedOn: day('2026-12-11') }, '2026-12-11', 'refusalNotice').dueOn).toBe('2026-12-16');
  });

  it('say when a deadline rests on a year whose holidays nobody has confirmed', () => {
    expect(clockOf({ acceptedOn: day('2026-12-24') }, '2026-12-24', 'total').certain).toBe(false);
    expect(clockOf({ acceptedOn: day('2026-11-02') }, '2026-11-02', 'total').certain).toBe(true);
  });

  it('put what is most urgent first and what is done last', () => {
    const views = caseDeadlines(
      { acceptedOn: day('2026-11-02'), investigationStartedOn: day('2026-11-03'), publicityClosedOn: day('2026-11-20') },
      day('2026-11-24'), FIRST_CLOCK_PARAMETERS, calendar, town,
    );
    expect(views.map((one) => one.clock)).toEqual(['total', 'decision', 'investigationStart']);
  });

  it('follow the district’s own limits when it publishes them', () => {
    const own = clockParametersSchema.parse({
      ...FIRST_CLOCK_PARAMETERS,
      version: 'clocks-2',
      clocks: { ...FIRST_CLOCK_PARAMETERS.clocks, investigationStart: { limit: 5, unit: 'calendarDay', kind: 'atMost', countsStartDay: true, dueSoonWithin: 2 } },
    });
    const [start] = caseDeadlines({ acceptedOn: day('2026-11-20') }, day('2026-11-22'), own, calendar, town);
    expect(start).toMatchObject({ clock: 'investigationStart', dueOn: '2026-11-24', status: 'dueSoon', daysLeft: 2, version: 'clocks-2' });
  });
});
