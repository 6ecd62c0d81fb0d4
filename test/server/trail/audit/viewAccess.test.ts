import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../../../server/people/contract.ts';
import type { Act, DisclosedEntry } from '../../../../server/trail/contract.ts';
import { viewAccess } from '../../../../server/trail/audit/viewAccess.ts';

/** Noon in the district. */
const NOON = Date.UTC(2026, 10, 24, 4);
const HOUR = 3_600_000;
let seq = 0;

function look(act: Act, name: string, options: { atMs?: number; visitId?: string; role?: 'reviewer' | 'investigator'; durationMs?: number } = {}): DisclosedEntry {
  const { atMs = NOON, visitId = 'v1', role = 'reviewer', durationMs } = options;
  seq += 1;
  return {
    entry: { seq, atMs, act, actor: { id: name as AccountId, role }, visitId, details: durationMs === undefined ? {} : { durationMs }, prev: '', hash: '' },
    disclosures: [{ name: 'actorName', salt: '', text: name }],
  };
}
const VISITS = new Map([['v1', { investigatorIds: ['李秀英'], applicantName: '其木格' }]]);
const rulesOf = (entries: readonly DisclosedEntry[]): string[] => viewAccess(entries, VISITS, false).anomalies.map(({ rule }) => rule);

describe('who saw what', () => {
  it('is summed by person and visit, with the time they watched', () => {
    const { lines, anomalies } = viewAccess([look('replay.watched', '陈思远', { durationMs: 30_000, atMs: NOON + HOUR }), look('replay.opened', '陈思远'), look('watch.left', '王建国', { durationMs: 5_000 })], VISITS, false);
    expect(lines).toMatchObject([
      { who: '陈思远', visitId: 'v1', looks: 2, watchedMs: 30_000, firstMs: NOON, lastMs: NOON + HOUR }, { who: '王建国', looks: 1, watchedMs: 5_000 },
    ]);
    expect(anomalies).toEqual([]);
  });

  it('asks about looks at night, but not about the hours around it', () => {
    const at = (hour: number): string[] => rulesOf([look('visit.viewed', '陈思远', { atMs: Date.UTC(2026, 10, 24, hour - 8, 30) })]);
    expect([at(21), at(22), at(26), at(29), at(30)]).toEqual([[], ['night'], ['night'], ['night'], []]);
  });

  it('asks about many visits in a short time, once for each run', () => {
    const run = (count: number, stepMs: number): DisclosedEntry[] => Array.from({ length: count }, (_, i) => look('visit.viewed', '陈思远', { visitId: `x${i}`, atMs: NOON + i * stepMs }));
    expect(viewAccess(run(25, 1_000), VISITS, false).anomalies).toMatchObject([{ rule: 'bulk', count: 25 }]);
    expect(rulesOf(run(20, 1_000))).toEqual([]);
    expect(rulesOf(run(25, 60_000))).toEqual([]);
  });

  it('asks about an investigator at somebody else’s visit, a refusal, and a rare family name that is the applicant’s', () => {
    expect(rulesOf([look('visit.viewed', '巴特尔', { role: 'investigator' })])).toEqual(['offCase']);
    expect(rulesOf([look('visit.viewed', '李秀英', { role: 'investigator' })])).toEqual([]);
    expect(rulesOf([look('access.denied', '巴特尔', { role: 'investigator' })])).toEqual(['denied']);
    expect(rulesOf([look('visit.viewed', '其其格')])).toEqual(['relative']);
    const frequent = new Map([['v1', { investigatorIds: [], applicantName: '王芳' }]]);
    expect(viewAccess([look('visit.viewed', '王建国')], frequent, false).anomalies).toEqual([]);
  });
});
