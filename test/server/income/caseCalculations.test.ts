import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NeedList } from '../../../server/classification/cases/contract.ts';
import type { CalendarView } from '../../../server/clocks/contract.ts';
import type { VisitForm } from '../../../server/forms/contract.ts';
import type { CalculationList } from '../../../server/income/cases/contract.ts';
import { FIRST_INCOME_PARAMETERS } from '../../../server/income/parameters/firstIncomeParameters.ts';
import type { PolicyHistory, PolicyPreview } from '../../../server/policies/contract.ts';
import type { DeadlineStrip } from '../../../server/procedures/contract.ts';
import type { CaseBed } from '../../support/openCaseBed.ts';
import { CASE, openCaseBed } from '../../support/openCaseBed.ts';
import { codeOf } from '../../support/startPlatform.ts';
import { buildForm, WORKED_EVIDENCE, WORKED_EXAMPLE } from '../forms/buildForm.ts';

describe('a case’s income, needs, parameters and calendar', () => {
  let bed: CaseBed;
  let form: VisitForm | undefined;
  const worked = buildForm(WORKED_EXAMPLE, { evidence: WORKED_EVIDENCE });

  beforeAll(async () => {
    bed = await openCaseBed({ formOf: async () => form, caseFiles: async (ids) => (ids.includes(CASE.id) ? [{ ...CASE, state: 'investigating' }] : []) });
    await bed.rooms.takeOver([CASE.id]);
  });
  afterAll(() => bed.close());

  const calculate = async (body: object = {}): Promise<CalculationList> => {
    const response = await bed.send('clerk', 'POST', '/cases/case-1/calculations', body);
    if (response.status !== 201) throw new Error(await response.text());
    return (await response.json()) as CalculationList;
  };
  const figures = ({ calculations: [newest] }: CalculationList): (number | undefined)[] => [newest?.calculation.totalFen, newest?.calculation.perCapitaFen, newest?.calculation.gapFen];

  it('wait for a form', async () => {
    const response = await bed.send('clerk', 'POST', '/cases/case-1/calculations', {});
    expect([response.status, await codeOf(response)]).toEqual([409, 'calculation.noForm']);
  });

  it('come to the worked example and its two variants', async () => {
    form = worked;
    expect(figures(await calculate())).toEqual([182_100, 45_525, 177_900]);
    form = buildForm(WORKED_EXAMPLE, { evidence: { 'expenses.medicine.amount': ['receipt'] } });
    expect(figures(await calculate()), 'the mother’s wage is not evidenced').toEqual([240_100, 60_025, 119_900]);
    form = buildForm({ ...WORKED_EXAMPLE, 'members.grandmother.disability': 'physical', 'members.grandmother.disabilityGrade': '1' }, { evidence: WORKED_EVIDENCE });
    expect(figures(await calculate()), 'the grandmother is severely disabled').toEqual([142_500, 35_625, 217_500]);
    form = worked;
  });

  it('adopt a value with its reason, keep it in the next computation, and release it', async () => {
    const adopted = await calculate({ adopt: [{ on: 'labour', subjectId: 'father', monthlyFen: 0, reason: '确无劳动能力，有诊断证明' }] });
    expect(figures(adopted)[0]).toBe(142_500);
    const line = adopted.calculations[0]?.calculation.lines.find(({ subjectId, topic }) => subjectId === 'father' && topic === 'labour');
    expect(line?.value).toMatchObject({ imputed: '39600', chosen: '0', basis: 'adopted', adoption: { by: { id: 'clerk' }, reason: '确无劳动能力，有诊断证明' } });
    expect(figures(await calculate())[0], 'still adopted').toBe(142_500);
    expect(figures(await calculate({ release: [{ on: 'labour', subjectId: 'father' }] }))[0]).toBe(182_100);
    const unknown = await bed.send('clerk', 'POST', '/cases/case-1/calculations', { adopt: [{ on: 'item', subjectId: 'nothing', monthlyFen: 1, reason: '没有这一项' }] });
    expect(await codeOf(unknown)).toBe('calculation.subjectUnknown');
    expect((await bed.send('investigator', 'POST', '/cases/case-1/calculations', {})).status).toBe(403);
  });

  it('preview a new version over open cases, publish it for a later day, and say that nobody confirmed it', async () => {
    const policy = { ...FIRST_INCOME_PARAMETERS, version: 'income-2', effectiveFrom: '2027-01-01', standardFen: 95_000, confirmedBy: '某人' };
    const preview = (await (await bed.send('supervisor', 'POST', '/policies/income/preview', { policy })).json()) as PolicyPreview;
    expect(preview).toMatchObject({ changed: 1, finishedKept: 0, caseNumbers: { 'case-1': CASE.caseNumber } });
    expect(preview.largestChanges[0]?.after).toMatchObject({ totalFen: 178_350, gapFen: 201_650 });
    expect((await bed.send('clerk', 'POST', '/policies/income', { policy, reason: '标准调整' })).status).toBe(403);
    const published = (await (await bed.send('supervisor', 'POST', '/policies/income', { policy, reason: '标准调整' })).json()) as PolicyHistory<'income'>;
    expect(published.inForce).toBe('income-1');
    expect(published.versions.map((one) => [one.policy.version, one.policy.confirmedBy])).toEqual([['income-1', null], ['income-2', null]]);
    const twice = await bed.send('supervisor', 'POST', '/policies/income', { policy, reason: '再发一次' });
    expect(await codeOf(twice)).toBe('parameters.versionTaken');
    const past = await bed.send('supervisor', 'POST', '/policies/income', { policy: { ...policy, version: 'income-0', effectiveFrom: '2026-01-01' }, reason: '补发' });
    expect(await codeOf(past)).toBe('parameters.inThePast');
    const confirmed = (await (await bed.send('supervisor', 'POST', '/policies/income/income-1/confirmation', { comparedWith: '区民政局文件' })).json()) as PolicyHistory<'income'>;
    expect(confirmed.versions[0]?.policy.confirmedBy).toBe('wang');
    expect(figures(await calculate())[2], 'not in force yet').toBe(177_900);
  });

  it('suggest needs with the facts they rest on, which an officer confirms and follows to the feedback', async () => {
    const suggested = (await (await bed.send('clerk', 'POST', '/cases/case-1/needs')).json()) as NeedList;
    const elderly = suggested.needs.find(({ need }) => need.ruleId === 'elderly60');
    expect(elderly).toMatchObject({ memberName: '王桂英', may: ['confirm', 'reject'], need: { state: 'suggested', restsOn: [{ fact: 'ageYears', value: 71 }] } });
    const key = elderly?.need.key ?? '';
    const send = (who: 'clerk' | 'supervisor', act: object): Promise<Response> => bed.send(who, 'POST', `/cases/case-1/needs/${encodeURIComponent(key)}`, act);
    expect((await send('supervisor', { act: 'confirm' })).status).toBe(403);
    expect(await codeOf(await send('clerk', { act: 'deliver', what: '探访两次' }))).toBe('need.notInThisState');
    for (const act of [{ act: 'confirm' }, { act: 'refer', to: '社区养老服务站' }, { act: 'accept', by: '张站长' }, { act: 'deliver', what: '每周探访' }, { act: 'giveFeedback', satisfaction: 5 }]) {
      expect((await send('clerk', act)).status, act.act).toBe(200);
    }
    const student = suggested.needs.find(({ need }) => need.ruleId === 'student')?.need.key ?? '';
    expect((await bed.send('clerk', 'POST', `/cases/case-1/needs/${encodeURIComponent(student)}`, { act: 'reject', reason: '已有助学金' })).status).toBe(200);
    const again = (await (await bed.send('clerk', 'POST', '/cases/case-1/needs')).json()) as NeedList;
    expect(again.needs.length, 'what was rejected is not brought up again').toBe(suggested.needs.length);
    expect(again.needs.find(({ need }) => need.key === key)?.need).toMatchObject({ state: 'feedback', satisfaction: 5, referredTo: '社区养老服务站' });
  });

  it('tell what is due before it is missed, and move with the calendar', async () => {
    const due = (): Promise<DeadlineStrip> => bed.get<DeadlineStrip>('clerk', '/deadlines');
    expect((await due()).cases).toEqual([]);
    bed.clock.nowMs = Date.parse('2026-12-14T03:00:00Z');
    expect(await due()).toMatchObject({ overdue: 0, dueSoon: 1, uncertain: true, cases: [{ caseId: 'case-1', deadline: { clock: 'total', dueOn: '2026-12-18', status: 'dueSoon', daysLeft: 4 } }] });
    const { years } = await bed.get<CalendarView>('systemAdmin', '/calendar');
    const { revision: _revision, ...year } = years.find((one) => one.year === 2026) ?? { revision: 0 };
    const edited = { ...year, holidays: [...('holidays' in year ? year.holidays : []), { name: { zh: '临时放假', en: 'extra' }, from: '2026-12-16', to: '2026-12-16' }] };
    expect((await bed.send('clerk', 'POST', '/calendar', { year: edited, reason: '临时' })).status).toBe(403);
    expect((await bed.send('systemAdmin', 'POST', '/calendar', { year: edited, reason: '通知调整' })).status).toBe(201);
    expect((await due()).cases[0]?.deadline.dueOn).toBe('2026-12-21');
    expect((await bed.send('systemAdmin', 'POST', '/calendar/2026/confirmation', { revision: 2, comparedWith: '通知原文' })).status).toBe(200);
    expect((await due()).uncertain).toBe(false);
    bed.clock.nowMs = Date.parse('2026-12-22T03:00:00Z');
    expect(await due()).toMatchObject({ overdue: 1, dueSoon: 0 });
    expect(await bed.get<DeadlineStrip>('investigator', '/deadlines')).toMatchObject({ overdue: 1 });
    expect(await bed.get<DeadlineStrip>('otherClerk', '/deadlines')).toMatchObject({ overdue: 0, cases: [] });
  });
});
