import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { Trail } from '../trail/Trail.ts';
import type { CalendarView, HolidayYear } from './contract.ts';
import { HOLIDAYS_2026 } from './holidays2026.ts';
import type { CalendarRecord, CalendarStore } from './store.ts';
import type { WorkingDayCalendar } from './workingDayCalendar.ts';
import { workingDayCalendar } from './workingDayCalendar.ts';

export interface CalendarDeps {
  readonly store: CalendarStore;
  readonly trail: Trail;
  readonly now: () => number;
}

/** The working-day calendar as the district keeps it: every year's arrangement with its corrections. */
export class Calendar {
  readonly #deps: CalendarDeps;

  private constructor(deps: CalendarDeps) {
    this.#deps = deps;
  }

  /** Puts in the year the platform comes with, unless there is one. */
  static async create(deps: CalendarDeps): Promise<Calendar> {
    await deps.store.addFirst(recordOf(HOLIDAYS_2026, 1));
    return new Calendar(deps);
  }

  async workingDays(): Promise<WorkingDayCalendar> {
    return workingDayCalendar((await this.#deps.store.newest()).map(yearOf));
  }

  async view(mayEdit: boolean): Promise<CalendarView> {
    const records = await this.#deps.store.newest();
    return {
      years: records.map((record) => ({
        ...yearOf(record),
        revision: record.revision,
        ...(record.editedBy && record.editedAtMs !== undefined && { editedBy: record.editedBy.name, editedAtMs: record.editedAtMs }),
      })),
      may: { edit: mayEdit },
    };
  }

  /** Puts an arrangement in the place of the year's newest one; nobody has confirmed it yet. */
  async edit(year: HolidayYear, { actor, reason }: { actor: Actor; reason: string }): Promise<void> {
    const { store, trail, now } = this.#deps;
    const before = (await store.newest()).find((one) => one.year === year.year);
    const revision = (before?.revision ?? 0) + 1;
    await trail.append({
      act: 'calendar.edited', actor: inTrail(actor), object: { kind: 'calendarYear', id: String(year.year) },
      details: { revision, holidays: year.holidays.length, makeUpDays: year.makeUpDays.length }, personal: { reason },
    });
    await store.add({ ...recordOf({ ...year, confirmedBy: null }, revision), editedBy: { id: actor.id, name: actor.name }, editedAtMs: now() });
  }

  /** @throws UserError `calendar.unknown` where this is not the year's newest arrangement */
  async confirm(year: number, revision: number, { actor, comparedWith }: { actor: Actor; comparedWith: string }): Promise<void> {
    const { store, trail } = this.#deps;
    const record = (await store.newest()).find((one) => one.year === year && one.revision === revision);
    if (!record) throw new UserError('calendar.unknown');
    if (record.confirmedBy) return;
    await trail.append({
      act: 'calendar.confirmed', actor: inTrail(actor), object: { kind: 'calendarYear', id: String(year) }, details: { revision }, personal: { comparedWith },
    });
    await store.confirm(record._id, { id: actor.id, name: actor.name });
  }
}

function recordOf(body: HolidayYear, revision: number): CalendarRecord {
  return { _id: `${body.year}/${revision}`, year: body.year, revision, body };
}

function yearOf({ body, confirmedBy }: CalendarRecord): HolidayYear {
  return { ...body, confirmedBy: confirmedBy?.name ?? null };
}
