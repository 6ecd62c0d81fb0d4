import type { Response } from 'express';
import { Router } from 'express';
import { z } from 'zod';
import type { Authenticate } from '../http.ts';
import { scopeOf } from '../people/abilities.ts';
import { requireAbility } from '../people/requireAbility.ts';
import type { Trail } from '../trail/Trail.ts';
import type { Calendar } from './Calendar.ts';
import type { CalendarView } from './contract.ts';
import { confirmCalendarSchema, editCalendarSchema } from './contract.ts';

export interface CalendarRouteDeps {
  readonly calendar: Calendar;
  readonly trail: Trail;
  /** Called after the calendar has changed: deadlines that touch it may move. */
  readonly changed: () => Promise<void>;
}

export function calendarRoutes({ calendar, trail, changed }: CalendarRouteDeps, authenticate: Authenticate): Router {
  const router = Router();

  router.get('/calendar', async (request, response: Response<CalendarView>) => {
    const actor = await authenticate(request);
    await requireAbility(trail, actor, 'policy.view');
    response.json(await calendar.view(scopeOf(actor.role, 'calendar.edit') !== undefined));
  });

  router.post('/calendar', async (request, response: Response<CalendarView>) => {
    const actor = await authenticate(request);
    await requireAbility(trail, actor, 'calendar.edit');
    const { year, reason } = editCalendarSchema.parse(request.body);
    await calendar.edit(year, { actor, reason });
    await changed();
    response.status(201).json(await calendar.view(true));
  });

  router.post('/calendar/:year/confirmation', async (request, response: Response<CalendarView>) => {
    const actor = await authenticate(request);
    await requireAbility(trail, actor, 'calendar.edit');
    const { revision, comparedWith } = confirmCalendarSchema.parse(request.body);
    await calendar.confirm(z.coerce.number().int().parse(request.params.year), revision, { actor, comparedWith });
    await changed();
    response.json(await calendar.view(true));
  });

  return router;
}
