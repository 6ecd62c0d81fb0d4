import { describe, expect, it } from 'vitest';
import { computeIncome, computeIncomeInForce } from '../../../server/income/computeIncome.ts';
import { incomeInputSchema } from '../../../server/income/contract.ts';
import { incomeParametersSchema } from '../../../server/income/parameters/contract.ts';
import type { Calculation, IncomeDraft, LineTopic } from '../../../server/income/contract.ts';
import { IncomeError } from '../../../server/income/IncomeError.ts';
import type { Day } from '../../../server/rules/contract.ts';
import { buildHousehold, parameters, withMember } from './buildHousehold.ts';

const officer = { id: 'clerk-1', name: '赵敏', role: 'clerk' } as const;
const adopted = (monthlyFen: number, reason: string): { monthlyFen: number; reason: string; by: typeof officer; atMs: number } => ({
  monthlyFen, reason, by: officer, atMs: Date.parse('2026-11-24T02:00:00Z'),
});
const linesOf = (calculation: Calculation, topic: LineTopic, language: 'zh' | 'en' = 'zh'): string[] =>
  calculation.lines.filter((line) => line.topic === topic).map((line) => line.text[language]);

describe('the worked example', () => {
  it('comes to T 1,821.00, per capita 455.25 and a gap of 1,779.00', () => {
    expect(computeIncome(buildHousehold(), parameters())).toMatchObject({ totalFen: 182_100, perCapitaFen: 45_525, gapFen: 177_900, memberCount: 4 });
  });

  it('comes to T 2,401.00, per capita 600.25 and a gap of 1,199.00 when the mother’s wage is not verified', () => {
    expect(computeIncome(buildHousehold({ items: [] }), parameters())).toMatchObject({ totalFen: 240_100, perCapitaFen: 60_025, gapFen: 119_900 });
    const withoutPayslip = buildHousehold({ items: [{ id: 'wage', memberId: 'mother', kind: 'wage', label: '工资', amountFen: 150_000 }] });
    expect(computeIncome(withoutPayslip, parameters()).totalFen, 'a wage without evidence is not a verified wage').toBe(240_100);
  });

  it('comes to T 1,425.00, per capita 356.25 and a gap of 2,175.00 when the grandmother is severely disabled', () => {
    const household = withMember(buildHousehold(), 'grandmother', { conditions: ['disabilitySevere'] });
    expect(computeIncome(household, parameters())).toMatchObject({ totalFen: 142_500, perCapitaFen: 35_625, gapFen: 217_500 });
  });
});

describe('the derivation', () => {
  it('reads line by line in Chinese', () => {
    expect(computeIncome(buildHousehold(), parameters()).lines.map((line) => line.text.zh)).toEqual([
      '父亲：无核实工资，按慢性病系数估算 1,980.00 × 0.2 = 396.00 元，计入估算合计',
      '母亲：核实工资 超市工资 1,500.00 − 100.00 = 1,400.00，计 1,400.00 元',
      '儿子：无核实工资，按在校学生系数估算 1,980.00 × 0 = 0.00 元，计入估算合计',
      '祖母：无核实工资，按超过劳动年龄系数估算 1,980.00 × 0 = 0.00 元，计入估算合计',
      '估算劳动收入合计：1,980.00 × max(0, 0.2 − 0) = 396.00 元（无家庭扣减）',
      '女儿家庭：应付赡（抚、扶）养费 max(0, 2,000.00 − 1.5 × 900.00) × 50% ÷ 1 = 325.00 元',
      '父亲 医疗支出（药费）300.00 元，予以扣除',
      '家庭月收入 T = 1,400.00 + 396.00 + 325.00 − 300.00 = 1,821.00 元',
      '人均月收入 = 1,821.00 ÷ 4 人 = 455.25 元',
      '与标准的差额 = 900.00 × 4 − 1,821.00 = 1,779.00 元',
      '对照：人均 455.25 元；标准 900.00 元；标准的 1.5 倍 1,350.00 元（参数版本 income-1，2026-07-01 起施行；仅列数据，不作认定）',
    ]);
  });

  it('says the same in English', () => {
    const calculation = computeIncome(buildHousehold(), parameters());
    expect(linesOf(calculation, 'support', 'en')).toEqual(['女儿家庭: support owed max(0, 2,000.00 − 1.5 × 900.00) × 50% ÷ 1 = 325.00 yuan']);
    expect(linesOf(calculation, 'total', 'en')).toEqual(['Household income a month T = 1,400.00 + 396.00 + 325.00 − 300.00 = 1,821.00 yuan']);
    for (const line of calculation.lines) expect(line.text.en.length).toBeGreaterThan(10);
  });

  it('names the household’s deduction and what it came to', () => {
    const household = withMember(buildHousehold(), 'grandmother', { conditions: ['disabilitySevere'] });
    expect(linesOf(computeIncome(household, parameters()), 'labourPool')).toEqual([
      '估算劳动收入合计：1,980.00 × max(0, 0.2 − 1.5) = 0.00 元（扣减 1.5：一名重度残疾成员，另有中度残疾、慢性病或学龄前儿童）',
    ]);
  });

  it('keeps what is stated and what is excluded visible without counting it', () => {
    const household = buildHousehold({
      items: [
        { id: 'odd', memberId: 'mother', kind: 'wage', label: '零工', amountFen: 99_900 },
        { id: 'honour', memberId: 'father', kind: 'benefit', label: '优抚金', amountFen: 50_000, evidenceIds: ['bank'], excluded: '政策规定不计入' },
      ],
    });
    const calculation = computeIncome(household, parameters());
    expect(calculation.totalFen).toBe(240_100);
    expect(linesOf(calculation, 'labour')[1]).toContain('自述工资 999.00 元无凭证，未采用');
    expect(linesOf(calculation, 'transfer')).toEqual(['父亲 优抚金 500.00 元，不计入（政策规定不计入）']);
    expect(calculation.lines.find((line) => line.subjectId === 'honour')).toMatchObject({ effect: 'shows', value: { verified: '50000', chosen: '0', basis: 'notCounted' } });
  });

  it('warns that a farmer’s harvest and imputed wage may be the same work', () => {
    const household = buildHousehold({ items: [{ id: 'maize', memberId: 'father', kind: 'farming', label: '玉米', amountFen: 1_200_000, costFen: 480_000, months: 12 }] });
    const calculation = computeIncome(household, parameters());
    expect(linesOf(calculation, 'business')).toEqual(['父亲 玉米 (12,000.00 − 4,800.00) ÷ 12 = 600.00 元，自述，无凭证']);
    expect(linesOf(calculation, 'hint')).toHaveLength(1);
  });
});

describe('an officer’s adoption', () => {
  it('replaces the coefficient where an able person truly has no work, and takes the member out of the pool', () => {
    const household = withMember(buildHousehold({ items: [] }), 'mother', { adoptedLabour: adopted(0, '照料重病老人，确无工作') });
    const calculation = computeIncome(household, parameters());
    expect(calculation.totalFen).toBe(42_100);
    expect(calculation.lines[1]).toMatchObject({
      subjectId: 'mother',
      text: { zh: '母亲：劳动收入采用 0.00 元（赵敏：照料重病老人，确无工作）' },
      value: { imputed: '198000', chosen: '0', basis: 'adopted', adoption: { reason: '照料重病老人，确无工作', by: officer } },
    });
  });

  it('stands beside the value of the rule for items, obligors and expenses', () => {
    const household = buildHousehold({
      items: [{ id: 'rent', kind: 'rent', label: '房租', amountFen: 20_000, adopted: adopted(15_000, '按市场价核定') }],
      obligors: [{ id: 'daughter', label: '女儿家庭', supportsMemberId: 'grandmother', consented: true, householdIncomeFen: 600_000, householdSize: 3, adopted: adopted(10_000, '女儿重病') }],
      rigidExpenses: [{ id: 'living', kind: 'living', label: '取暖', amountFen: 30_000, adopted: adopted(12_000, '冬季取暖') }],
    });
    const values = computeIncome(household, parameters()).lines.flatMap((line) => (line.value?.basis === 'adopted' ? [line.value] : []));
    expect(values).toMatchObject([{ stated: '20000', chosen: '15000' }, { imputed: '32500', chosen: '10000' }, { stated: '30000', chosen: '12000' }]);
  });

  it('is refused from anyone of the contracted organisation and without a reason', () => {
    const member = { id: 'a', label: '甲', conditions: ['student'] };
    for (const wrong of [{ by: { ...officer, role: 'investigator' } }, { by: { ...officer, role: 'orgAdmin' } }, { reason: '' }]) {
      const draft = { on: '2026-11-24', members: [{ ...member, adoptedLabour: { ...adopted(0, '核实'), ...wrong } }] };
      expect(incomeInputSchema.safeParse(draft).success).toBe(false);
    }
  });
});

describe('support by obligors', () => {
  const obligor = { id: 'daughter', label: '女儿家庭', supportsMemberId: 'grandmother', consented: true, householdIncomeFen: 600_000, householdSize: 3 };
  const supportOf = (changes: object): string | undefined =>
    computeIncome(buildHousehold({ obligors: [{ ...obligor, ...changes }] }), parameters()).lines.find((line) => line.topic === 'support')?.amount;

  it('is nothing below the threshold and is divided among the parents', () => {
    expect(supportOf({ householdIncomeFen: 405_000 })).toBe('0');
    expect(supportOf({ householdIncomeFen: 405_300 })).toBe('50');
    expect(supportOf({ supportedParents: 3 })).toBe('32500/3');
  });

  it('counts what is paid when the obligor has not consented to a check', () => {
    expect(supportOf({ consented: false, householdIncomeFen: undefined, paidFen: 20_000 })).toBe('20000');
    expect(supportOf({ consented: false, householdIncomeFen: undefined })).toBe('0');
  });

  it('refuses an obligor’s income without the obligor’s consent', () => {
    expect(() => buildHousehold({ obligors: [{ ...obligor, consented: false }] })).toThrow(/未经义务人本人同意/u);
  });
});

describe('rigid expenses', () => {
  type Expense = NonNullable<IncomeDraft['rigidExpenses']>[number];
  const expense: Expense = { id: 'medicine', kind: 'medical', label: '药费', amountFen: 30_000, evidenceIds: ['receipt'] };
  const totalWith = (rigidExpenses: Expense[], changes = {}): number =>
    computeIncome(buildHousehold({ rigidExpenses }), parameters(changes)).totalFen;

  it('are deducted only with evidence and only of the kinds the policy names', () => {
    expect(totalWith([])).toBe(212_100);
    expect(totalWith([{ ...expense, evidenceIds: [] }])).toBe(212_100);
    expect(totalWith([{ ...expense, evidenceIds: [] }], { rigidExpensesNeedEvidence: false })).toBe(182_100);
    expect(totalWith([{ ...expense, kind: 'living' }])).toBe(212_100);
  });

  it('are capped per kind for the whole household, so that splitting a bill gains nothing', () => {
    const rigidExpenses = [{ kind: 'medical' as const, capFen: 40_000 }];
    expect(totalWith([{ ...expense, amountFen: 60_000 }], { rigidExpenses })).toBe(172_100);
    expect(totalWith([expense, { ...expense, id: 'more' }], { rigidExpenses })).toBe(172_100);
    const calculation = computeIncome(buildHousehold({ rigidExpenses: [expense, { ...expense, id: 'more', evidenceIds: ['r2'] }] }), parameters({ rigidExpenses }));
    expect(linesOf(calculation, 'rigidExpenseCap')).toEqual(['医疗支出合计 600.00 元，超过每月上限 400.00 元，超出的 200.00 元不扣除']);
  });

  it('above the whole income count it as nothing, or below nothing, as the policy says', () => {
    const much = [{ ...expense, amountFen: 500_000 }];
    expect(totalWith(much)).toBe(0);
    expect(totalWith(much, { negativeTotal: 'keep' })).toBe(-287_900);
  });
});

describe('losses', () => {
  it('reduce other income only where the policy says so', () => {
    const shop = buildHousehold({ items: [{ id: 'shop', kind: 'business', label: '小店', amountFen: 10_000, costFen: 30_000, evidenceIds: ['books'] }] });
    expect(computeIncome(shop, parameters()).totalFen).toBe(240_100);
    expect(computeIncome(shop, parameters({ netLoss: 'deduct' })).totalFen).toBe(220_100);
  });
});

describe('what can’t be computed', () => {
  it('names the members whose labour is unknown', () => {
    const household = withMember(buildHousehold({ items: [] }), 'mother', { conditions: [] });
    expect(() => computeIncome(household, parameters())).toThrow(IncomeError);
    try {
      computeIncome(household, parameters());
    } catch (error) {
      expect(error).toMatchObject({ code: 'income.labourUnknown', memberIds: ['mother'] });
    }
  });

  it('is refused at the edge: negative and broken money, unknown members, one id twice, a birth in the future', () => {
    const wage = { id: 'wage', memberId: 'mother', kind: 'wage', label: '工资', amountFen: 1 };
    const draft = { on: '2026-11-24', members: [{ id: 'mother', label: '母亲', conditions: ['healthyWorkingAge'] }] };
    expect(incomeInputSchema.safeParse({ ...draft, items: [wage] }).success).toBe(true);
    for (const broken of [{ amountFen: -1 }, { amountFen: 0.5 }, { amountFen: 1e16 }, { memberId: 'nobody' }, { memberId: undefined }, { months: 0 }]) {
      expect(incomeInputSchema.safeParse({ ...draft, items: [{ ...wage, ...broken }] }).success, JSON.stringify(broken)).toBe(false);
    }
    expect(incomeInputSchema.safeParse({ ...draft, items: [wage, wage] }).success).toBe(false);
    expect(incomeInputSchema.safeParse({ ...draft, members: [{ ...draft.members[0], birthDay: '2026-11-25' }] }).success).toBe(false);
  });

  it('refuses amounts beyond what whole numbers hold instead of rounding them', () => {
    const huge = { kind: 'other', label: '其他', amountFen: Number.MAX_SAFE_INTEGER } as const;
    const household = buildHousehold({ items: [{ id: 'a', ...huge }, { id: 'b', ...huge }] });
    expect(() => computeIncome(household, parameters())).toThrow(expect.objectContaining({ code: 'income.tooLarge' }));
  });
});

describe('versions', () => {
  const next = parameters({ version: 'income-2', effectiveFrom: '2027-01-01' as Day, standardFen: 96_000 });
  const history = [parameters(), next];

  it('follow the day the computation is about', () => {
    expect(computeIncomeInForce({ ...buildHousehold(), on: '2026-12-31' as Day }, history).parameters.version).toBe('income-1');
    expect(computeIncomeInForce({ ...buildHousehold(), on: '2027-01-01' as Day }, history).parameters.version).toBe('income-2');
    expect(() => computeIncomeInForce({ ...buildHousehold(), on: '2026-06-30' as Day }, history)).toThrow(expect.objectContaining({ code: 'income.noParameters' }));
  });

  it('stay with a calculation, which can be kept as JSON and computed again to the same letter', () => {
    const kept = JSON.parse(JSON.stringify(computeIncome(buildHousehold(), parameters()))) as Calculation;
    expect(computeIncome(incomeInputSchema.parse(kept.input), incomeParametersSchema.parse(kept.parameters))).toEqual(kept);
  });
});
