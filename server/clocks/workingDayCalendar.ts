import type { Day } from '../rules/contract.ts';
import type { HolidayYear } from './contract.ts';
import { addDays, weekdayOf } from './days.ts';

export interface WorkingDayCalendar {
  isWorkingDay(day: Day): boolean;
  /** The count-th working day after this day (count ≥ 1), or before it (count ≤ -1); the day itself for 0. */
  addWorkingDays(day: Day, count: number): Day;
  /** Working days after `from` up to and including `to`; negative when `to` is earlier. */
  workingDaysBetween(from: Day, to: Day): number;
  /** Whether every year from one day to the other has an arrangement that somebody confirmed. */
  isCertain(from: Day, to: Day): boolean;
}

/** Builds the calendar from the yearly arrangements. Years without one fall back to "Monday to Friday". */
export function workingDayCalendar(years: readonly HolidayYear[]): WorkingDayCalendar {
  const holidays = new Set<Day>();
  const makeUpDays = new Set<Day>(years.flatMap((one) => one.makeUpDays));
  const confirmedYears = new Set(years.filter((one) => one.confirmedBy !== null).map((one) => one.year));
  for (const { from, to } of years.flatMap((one) => one.holidays)) {
    for (let day = from; day <= to; day = addDays(day, 1)) holidays.add(day);
  }

  const isWorkingDay = (day: Day): boolean => {
    if (makeUpDays.has(day)) return true;
    const weekday = weekdayOf(day);
    return weekday !== 0 && weekday !== 6 && !holidays.has(day);
  };

  return {
    isWorkingDay,
    addWorkingDays(day, count) {
      const step = Math.sign(count);
      let left = Math.abs(count);
      let reached = day;
      while (left > 0) {
        reached = addDays(reached, step);
        if (isWorkingDay(reached)) left -= 1;
      }
      return reached;
    },
    workingDaysBetween(from, to) {
      const [first, last, sign] = from <= to ? [from, to, 1] : [to, from, -1];
      let count = 0;
      for (let day = addDays(first, 1); day <= last; day = addDays(day, 1)) if (isWorkingDay(day)) count += 1;
      // Negating 0 would give -0, which is another value to a strict comparison.
      return count === 0 ? 0 : sign * count;
    },
    isCertain(from, to) {
      for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year += 1) {
        if (!confirmedYears.has(year)) return false;
      }
      return true;
    },
  };
}
