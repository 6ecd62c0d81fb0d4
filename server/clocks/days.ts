import type { Day } from '../rules/contract.ts';

const MS_PER_DAY = 86_400_000;
/** China has one time zone, UTC+8, and no summer time since 1991. */
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** The civil day in China at this instant. */
export function dayInChina(atMs: number): Day {
  return new Date(atMs + CHINA_OFFSET_MS).toISOString().slice(0, 10) as Day;
}

/** Days since 1970-01-01. */
export function dayNumber(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY;
}

export function dayOfNumber(number: number): Day {
  return new Date(number * MS_PER_DAY).toISOString().slice(0, 10) as Day;
}

export function addDays(day: Day, count: number): Day {
  return dayOfNumber(dayNumber(day) + count);
}

/** Calendar days from one to the other; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from);
}

/** The same day some years later; 29 February becomes 28 February. */
export function addYears(day: Day, years: number): Day {
  const year = String(Number(day.slice(0, 4)) + years).padStart(4, '0');
  const moved = `${year}${day.slice(4)}`;
  const exists = day.slice(5) !== '02-29' || new Date(`${moved}T00:00:00Z`).getUTCMonth() === 1;
  return (exists ? moved : `${year}-02-28`) as Day;
}

/** Completed years of life on a day. Someone born on 29 February completes a year on 1 March. */
export function ageOn(birthDay: Day, on: Day): number {
  const years = Number(on.slice(0, 4)) - Number(birthDay.slice(0, 4));
  return on.slice(5) < birthDay.slice(5) ? years - 1 : years;
}

/** 0 is Sunday, 6 Saturday. */
export function weekdayOf(day: Day): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}
