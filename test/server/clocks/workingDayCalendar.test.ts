import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holidayYearSchema } from '../../../server/clocks/contract.ts';
import { addDays, addYears, ageOn, dayInChina, dayOfNumber, daysBetween } from '../../../server/clocks/days.ts';
import { HOLIDAYS_2026 } from '../../../server/clocks/holidays2026.ts';
import { workingDayCalendar } from '../../../server/clocks/workingDayCalendar.ts';
import type { Day } from '../../../server/rules/contract.ts';

const day = (text: string): Day => text as Day;
const calendar = workingDayCalendar([HOLIDAYS_2026]);
const anyDay = fc.integer({ min: 20_000, max: 21_500 }).map(dayOfNumber);

describe('the working-day calendar', () => {
  it('counts exactly 248 working days in 2026: 261 weekdays, less 19 holidays on weekdays, plus 6 make-up days', () => {
    expect(calendar.workingDaysBetween(day('2025-12-31'), day('2026-12-31'))).toBe(248);
  });

  it('rests on holidays and weekends and works on make-up days', () => {
    expect(calendar.isWorkingDay(day('2026-02-14')), 'a Saturday on which offices work').toBe(true);
    expect(calendar.isWorkingDay(day('2026-02-16')), 'a Monday in Spring Festival').toBe(false);
    expect(calendar.isWorkingDay(day('2026-11-21')), 'a plain Saturday').toBe(false);
    expect(calendar.isWorkingDay(day('2026-11-23')), 'a plain Monday').toBe(true);
  });

  it('steps over the National Day holiday and onto the make-up Saturday after it', () => {
    expect(calendar.addWorkingDays(day('2026-09-30'), 3)).toBe('2026-10-10');
    expect(calendar.addWorkingDays(day('2026-10-10'), -3)).toBe('2026-09-30');
  });

  it('finds the count-th working day and counts back to it', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 60 }), (from, count) => {
        const reached = calendar.addWorkingDays(from, count);
        expect(calendar.isWorkingDay(reached)).toBe(true);
        expect(calendar.workingDaysBetween(from, reached)).toBe(count);
        expect(calendar.workingDaysBetween(reached, from)).toBeLessThan(0);
      }),
    );
  });

  it('is certain only about years that somebody confirmed', () => {
    expect(calendar.isCertain(day('2026-03-01'), day('2026-03-31'))).toBe(false);
    const confirmed = workingDayCalendar([{ ...HOLIDAYS_2026, confirmedBy: 'operator' }]);
    expect(confirmed.isCertain(day('2026-03-01'), day('2026-03-31'))).toBe(true);
    expect(confirmed.isCertain(day('2026-12-20'), day('2027-01-04'))).toBe(false);
  });
});

describe('a year’s arrangement', () => {
  it('is accepted as it is shipped', () => {
    expect(holidayYearSchema.safeParse(HOLIDAYS_2026).success).toBe(true);
  });

  it('is refused when a make-up day is a weekday, lies in a holiday, or another year slips in', () => {
    for (const broken of [
      { ...HOLIDAYS_2026, makeUpDays: ['2026-03-04'] },
      { ...HOLIDAYS_2026, makeUpDays: ['2026-02-21'] },
      { ...HOLIDAYS_2026, makeUpDays: ['2027-02-20'] },
      { ...HOLIDAYS_2026, holidays: [{ ...HOLIDAYS_2026.holidays[0], from: '2025-12-31' }] },
      { ...HOLIDAYS_2026, holidays: [{ ...HOLIDAYS_2026.holidays[0], from: '2026-01-03', to: '2026-01-01' }] },
    ]) {
      expect(holidayYearSchema.safeParse(broken).success).toBe(false);
    }
  });
});

describe('days', () => {
  it('change at midnight in China, not at midnight UTC', () => {
    expect(dayInChina(Date.parse('2026-11-23T15:59:59.999Z'))).toBe('2026-11-23');
    expect(dayInChina(Date.parse('2026-11-23T16:00:00.000Z'))).toBe('2026-11-24');
  });

  it('add and subtract over months and leap years', () => {
    expect(addDays(day('2028-02-28'), 1)).toBe('2028-02-29');
    expect(daysBetween(day('2026-12-31'), day('2027-01-01'))).toBe(1);
    expect(addYears(day('2028-02-29'), 3)).toBe('2031-02-28');
    expect(addYears(day('2028-02-29'), 4)).toBe('2032-02-29');
  });

  it('complete a year of life on the birthday', () => {
    expect(ageOn(day('2010-11-25'), day('2026-11-24'))).toBe(15);
    expect(ageOn(day('2010-11-25'), day('2026-11-25'))).toBe(16);
    expect(ageOn(day('2012-02-29'), day('2026-02-28'))).toBe(13);
    expect(ageOn(day('2012-02-29'), day('2026-03-01'))).toBe(14);
  });
});
