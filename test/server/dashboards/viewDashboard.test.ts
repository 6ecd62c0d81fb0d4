import { describe, expect, it } from 'vitest';
import { dashboardSpan, viewDashboard } from '../../../server/dashboards/viewDashboard.ts';
import type { AccountView } from '../../../server/people/contract.ts';
import type { Visit } from '../../../server/visits/visit.ts';

const nowMs = Date.parse('2026-11-24T10:00:00+08:00');
const at = (text: string): number => Date.parse(`${text}+08:00`);
const visit = (id: string, changes: Partial<Visit>): Visit =>
  ({ _id: id, householdId: 'h', organisationId: 'vendor', townId: 'town', investigatorIds: ['li', 'ba'], appointedAtMs: nowMs, state: 'appointed', statements: [], ...changes }) as Visit;
const li = { id: 'li', name: '李秀英', role: 'investigator', organisation: '晨光' } as AccountView;
const view = (visits: readonly Visit[]): ReturnType<typeof viewDashboard> =>
  viewDashboard({ of: 'district', visits, investigators: [li], flagged: 1, reviewQueue: 2, overdueCases: 3, nowMs });

describe('the dashboard', () => {
  it('looks at fourteen whole days in China, tomorrow the last', () => {
    expect(dashboardSpan(nowMs)).toEqual({ fromMs: at('2026-11-12T00:00:00'), toMs: at('2026-11-26T00:00:00') });
  });

  it('counts today’s visits by how far they are, and one whose hour has passed as late', () => {
    const visits = [
      visit('planned', { appointedAtMs: at('2026-11-24T15:00:00') }),
      visit('late', { appointedAtMs: at('2026-11-24T09:00:00') }),
      visit('live', { startedAtMs: nowMs - 1, appointedAtMs: at('2026-11-24T09:00:00') }),
      visit('done', { startedAtMs: 1, closedAtMs: 2, sealedAtMs: 3, appointedAtMs: at('2026-11-24T00:30:00') }),
      visit('yesterday', { startedAtMs: 1, closedAtMs: 2, sealedAtMs: 3, appointedAtMs: at('2026-11-23T23:30:00'), investigatorIds: [] }),
      visit('over', { state: 'aborted', appointedAtMs: at('2026-11-24T08:00:00') }),
    ];
    const dashboard = view(visits);
    expect(dashboard.today).toEqual({ planned: 1, live: 1, late: 1, done: 1 });
    expect(dashboard.days.at(-3)).toEqual({ day: '2026-11-23', planned: 0, live: 0, late: 0, done: 1 });
    expect(dashboard.investigators).toEqual([{ name: '李秀英', planned: 1, live: 1, late: 1, done: 1 }]);
  });

  it('counts a closed visit with a gap that nobody has explained, until somebody does', () => {
    const recording = { gaps: [{ id: 'g1' }] } as unknown as NonNullable<Visit['recording']>;
    const closed = { startedAtMs: 1, closedAtMs: 2, recording };
    const statements = [{ gapId: 'g1' }] as unknown as Visit['statements'];
    expect(view([visit('a', closed)]).gapsUnexplained).toBe(1);
    expect(view([visit('a', { ...closed, statements })]).gapsUnexplained).toBe(0);
  });

  it('has nothing but zeros where nothing happened', () => {
    expect(view([]).days.every(({ done, late, live, planned }) => done + late + live + planned === 0)).toBe(true);
  });
});
