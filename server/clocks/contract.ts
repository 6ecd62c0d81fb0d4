import { z } from 'zod';
import { daySchema, sentenceSchema, versionSchema } from '../rules/contract.ts';
import type { Day, Sentence } from '../rules/contract.ts';

const LONGEST_YEAR_DAYS = 366;

/**
 * One year of the State Council's arrangement: what differs from "Monday to Friday is work".
 * A year without one is counted by weekends alone, and every deadline that touches it says so.
 */
export const holidayYearSchema = z
  .strictObject({
    year: z.number().int().min(1949).max(2200),
    source: sentenceSchema,
    /** The operator who compared it with the notice; null while nobody has. */
    confirmedBy: z.string().trim().min(1).max(128).nullable(),
    holidays: z.array(z.strictObject({ name: sentenceSchema, from: daySchema, to: daySchema })).max(LONGEST_YEAR_DAYS),
    /** Weekend days on which offices work (调休上班). */
    makeUpDays: z.array(daySchema).max(LONGEST_YEAR_DAYS),
  })
  .superRefine((one, context) => {
    const problem = (message: string, path: (string | number)[]): void => context.addIssue({ code: 'custom', message, path });
    const isOfYear = (day: Day): boolean => day.startsWith(`${String(one.year).padStart(4, '0')}-`);
    for (const [index, { from, to }] of one.holidays.entries()) {
      if (from > to) problem('假期的开始晚于结束', ['holidays', index]);
      if (!isOfYear(from) || !isOfYear(to)) problem('假期不在该年度内', ['holidays', index]);
    }
    for (const [index, day] of one.makeUpDays.entries()) {
      const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
      if (weekday !== 0 && weekday !== 6) problem('补班日应为周六或周日', ['makeUpDays', index]);
      if (!isOfYear(day)) problem('补班日不在该年度内', ['makeUpDays', index]);
      if (one.holidays.some(({ from, to }) => from <= day && day <= to)) problem('补班日与假期重叠', ['makeUpDays', index]);
    }
  });
export type HolidayYear = z.infer<typeof holidayYearSchema>;

/** The clocks of a case. */
export const CLOCKS = ['investigationStart', 'decision', 'refusalNotice', 'total', 'publicity'] as const;
export type ClockName = (typeof CLOCKS)[number];

const clockRuleSchema = z.strictObject({
  limit: z.number().int().positive().max(366),
  /** The longer limit of an exceptional case, where the policy knows one. */
  exceptionalLimit: z.number().int().positive().max(366).optional(),
  unit: z.enum(['workingDay', 'calendarDay']),
  /** `atMost`: be done by the last day. `atLeast`: wait until the last day is over. */
  kind: z.enum(['atMost', 'atLeast']),
  /** Whether the day of the event is the first day counted. The civil code (art. 201) does not count it. */
  countsStartDay: z.boolean(),
  /** It shows as due soon when no more than this many days of the same unit are left. */
  dueSoonWithin: z.number().int().nonnegative().max(366),
});
export type ClockRule = z.infer<typeof clockRuleSchema>;

/** District policy: how long each step may take. Where the town decides, its shorter total counts. */
export const clockParametersSchema = versionSchema.extend({
  clocks: z.strictObject({
    investigationStart: clockRuleSchema,
    decision: clockRuleSchema,
    refusalNotice: clockRuleSchema,
    totalCountyDecides: clockRuleSchema,
    totalTownDecides: clockRuleSchema,
    publicity: clockRuleSchema,
  }),
});
export type ClockParameters = z.infer<typeof clockParametersSchema>;

/** A clock that runs or ran. Store it with its days, so that lists sort and filter by index. */
export interface Deadline {
  readonly clock: ClockName;
  readonly kind: ClockRule['kind'];
  readonly unit: ClockRule['unit'];
  readonly startedOn: Day;
  /** `atMost`: the last day that is still in time. `atLeast`: the first day on which going on is allowed. */
  readonly dueOn: Day;
  /** From this day on it is shown as due soon. */
  readonly dueSoonFrom: Day;
  /** Version of the clock parameters it was computed with. */
  readonly version: string;
  /** False when a year it spans has no confirmed holiday arrangement: the day may still move. */
  readonly certain: boolean;
}

/**
 * `running`: time is left. `dueSoon`: little is left. `due`: today is the last day in time, or, for a clock that
 * waits, the wait is over. `overdue`: the last day has passed. `met`, `metLate`: done, in time or not.
 */
export const CLOCK_STATUSES = ['running', 'dueSoon', 'due', 'overdue', 'met', 'metLate'] as const;
export type ClockStatus = (typeof CLOCK_STATUSES)[number];

export interface DeadlineView extends Deadline {
  readonly name: Sentence;
  readonly status: ClockStatus;
  /** Days left in the clock's own unit, counting the last day; 0 on the last day, negative after it. */
  readonly daysLeft: number;
  readonly doneOn?: Day;
}

/** `GET /api/calendar` */
export interface CalendarView {
  /** The newest arrangement of every year, oldest year first. */
  readonly years: readonly (HolidayYear & { readonly revision: number; readonly editedBy?: string; readonly editedAtMs?: number })[];
  readonly may: { readonly edit: boolean };
}

/** `POST /api/calendar` puts a year's arrangement in the place of the one before → CalendarView. Nobody has confirmed it yet. */
export const editCalendarSchema = z.strictObject({ year: holidayYearSchema, reason: z.string().trim().min(2).max(500) });

/** `POST /api/calendar/:year/confirmation` → CalendarView: a person compared it with the notice. */
export const confirmCalendarSchema = z.strictObject({ revision: z.number().int().min(1), comparedWith: z.string().trim().min(2).max(500) });
