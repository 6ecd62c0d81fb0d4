import type { IncomeInput, IncomeItem, IncomeMember } from './contract.ts';
import type { IncomeParameters } from './parameters/contract.ts';
import type { Fraction } from './fraction.ts';
import { atLeastZero, fraction, sumOf, times } from './fraction.ts';
import { householdDeduction } from './householdDeduction.ts';
import { IncomeError } from './IncomeError.ts';
import { isEvidenced, netOf, netText } from './itemLines.ts';
import { coefficientOf, CONDITION_NAMES, conditionsOf } from './labourConditions.ts';
import type { Line } from './lines.ts';
import { adoptionText, choose } from './lines.ts';
import { decimalOfMilli, yuan } from './money.ts';

/**
 * Labour income: the verified net wage where there is evidence, else W × k; and the household's deduction h, which
 * comes off the imputed pool only: W × max(0, Σ k − h).
 *
 * @throws IncomeError `income.labourUnknown` when a member has neither a wage nor a coefficient
 */
export function labourLines(input: IncomeInput, parameters: IncomeParameters): Line[] {
  const labour = input.members.map((member) => labourOf(member, input, parameters));
  const unknown = labour.filter((one) => one === undefined);
  if (unknown.length > 0) {
    throw new IncomeError('income.labourUnknown', input.members.filter((_, index) => labour[index] === undefined).map((one) => one.id));
  }
  const known = labour.filter((one) => one !== undefined);
  const pool = known.flatMap((one) => (one.pooledMilli === undefined ? [] : [one.pooledMilli]));
  const lines = known.flatMap((one) => one.lines);
  return pool.length === 0 ? lines : [...lines, poolLine(pool, input, parameters)];
}

interface Labour {
  readonly lines: readonly Line[];
  /** The coefficient that goes into the pool; undefined when the member has a real value. */
  readonly pooledMilli?: number;
}

function labourOf(member: IncomeMember, input: IncomeInput, parameters: IncomeParameters): Labour | undefined {
  const coefficient = coefficientOf(conditionsOf(member, input.on, parameters), parameters);
  const wages = input.items.filter((item) => item.kind === 'wage' && item.memberId === member.id && item.excluded === undefined);
  const evidenced = wages.filter(isEvidenced);
  const net = (items: readonly IncomeItem[]): Fraction => sumOf(items.map((item) => netOf(item, parameters)));
  const known = {
    ...(coefficient && { imputed: times(fraction(parameters.wageBaseFen), fraction(coefficient.coefficientMilli, 1000)) }),
    ...(evidenced.length > 0 && { verified: net(evidenced) }),
    ...(wages.length > evidenced.length && { stated: net(wages.filter((item) => !isEvidenced(item))) }),
  };
  const { amount, value } = choose(known, ['verified', 'imputed'], member.adoptedLabour);
  const line = (text: Line['text'], effect: Line['effect']): Line => ({ topic: 'labour', subjectId: member.id, text, effect, amount, value });

  if (member.adoptedLabour) {
    const adopted = adoptionText(member.adoptedLabour);
    return { lines: [line({ zh: `${member.label}：劳动收入${adopted.zh}`, en: `${member.label}: labour income ${adopted.en}` }, 'adds')] };
  }
  if (evidenced.length > 0) {
    const sums = evidenced.map((item) => netText(item, parameters));
    return {
      lines: [
        line(
          {
            zh: `${member.label}：核实工资 ${sums.map((one) => one.zh).join('；')}，计 ${yuan(amount)} 元`,
            en: `${member.label}: verified wage ${sums.map((one) => one.en).join('; ')}, counts ${yuan(amount)} yuan`,
          },
          'adds',
        ),
      ],
    };
  }
  if (!coefficient) return undefined;
  const k = decimalOfMilli(coefficient.coefficientMilli);
  const w = yuan(parameters.wageBaseFen);
  const name = CONDITION_NAMES[coefficient.condition];
  const said = known.stated ? { zh: `；自述工资 ${yuan(known.stated)} 元无凭证，未采用`, en: `; a stated wage of ${yuan(known.stated)} yuan has no evidence and is not used` } : { zh: '', en: '' };
  return {
    pooledMilli: coefficient.coefficientMilli,
    lines: [
      line(
        {
          zh: `${member.label}：无核实工资，按${name.zh}系数估算 ${w} × ${k} = ${yuan(amount)} 元，计入估算合计${said.zh}`,
          en: `${member.label}: no verified wage, imputed as ${name.en}: ${w} × ${k} = ${yuan(amount)} yuan, goes into the pool${said.en}`,
        },
        'shows',
      ),
    ],
  };
}

function poolLine(pool: readonly number[], input: IncomeInput, parameters: IncomeParameters): Line {
  const conditions = input.members.map((member) => conditionsOf(member, input.on, parameters));
  const rule = householdDeduction(conditions, input.singleParent, parameters.deductions);
  const sumMilli = pool.reduce((sum, milli) => sum + milli, 0);
  const counted = atLeastZero(fraction(sumMilli - (rule?.deductionMilli ?? 0), 1000));
  const amount = times(fraction(parameters.wageBaseFen), counted);
  const w = yuan(parameters.wageBaseFen);
  const k = decimalOfMilli(sumMilli);
  const h = decimalOfMilli(rule?.deductionMilli ?? 0);
  return {
    topic: 'labourPool',
    text: {
      zh: `估算劳动收入合计：${w} × max(0, ${k} − ${h}) = ${yuan(amount)} 元${rule ? `（扣减 ${h}：${rule.name.zh}）` : '（无家庭扣减）'}`,
      en: `Imputed labour income: ${w} × max(0, ${k} − ${h}) = ${yuan(amount)} yuan${rule ? ` (deduction ${h}: ${rule.name.en})` : ' (no household deduction)'}`,
    },
    effect: 'adds',
    amount,
  };
}
