import { inForce } from '../rules/inForce.ts';
import type { Calculation, IncomeInput } from './contract.ts';
import type { IncomeParameters } from './parameters/contract.ts';
import type { Fraction } from './fraction.ts';
import { atLeastZero, dividedBy, exactText, fraction, isNegative, minus, rounded, times } from './fraction.ts';
import { IncomeError } from './IncomeError.ts';
import { itemLines } from './itemLines.ts';
import { labourLines } from './labourLines.ts';
import type { Line } from './lines.ts';
import { totalOf, writeLine } from './lines.ts';
import { decimalOfMilli, yuan } from './money.ts';
import { rigidExpenseLines } from './rigidExpenseLines.ts';
import { supportLines } from './supportLines.ts';

/**
 * A household's monthly income T, its per-capita share and its gap to the standard, with every step as a line an
 * officer can read. It states amounts and decides nothing.
 *
 * `T = labour + business + property + transfer + other + support − allowed rigid expenses`;
 * per-capita `T / N`; gap `L × N − T`. Everything is exact until T and T / N are each rounded once, to the fen;
 * the gap is whole by itself, so gap + T is always L × N. The same input and parameters give the same calculation.
 *
 * @throws IncomeError `income.labourUnknown`, `income.tooLarge`
 */
export function computeIncome(input: IncomeInput, parameters: IncomeParameters): Calculation {
  const lines = [
    ...labourLines(input, parameters),
    ...itemLines(input, parameters),
    ...supportLines(input, parameters),
    ...rigidExpenseLines(input, parameters),
  ];
  const sum = totalOf(lines);
  const total = parameters.negativeTotal === 'zero' ? atLeastZero(sum) : sum;
  const memberCount = input.members.length;
  const perCapita = dividedBy(total, fraction(memberCount));
  const totalFen = wholeFen(total);
  const perCapitaFen = wholeFen(perCapita);
  const gapFen = wholeFen(minus(fraction(BigInt(parameters.standardFen) * BigInt(memberCount)), fraction(totalFen)));
  return {
    input,
    parameters,
    memberCount,
    totalFen,
    perCapitaFen,
    gapFen,
    exactTotal: exactText(total),
    lines: [
      ...lines,
      totalLine(lines, sum, total, totalFen),
      perCapitaLine(total, perCapita, memberCount, perCapitaFen),
      gapLine(parameters, memberCount, totalFen, gapFen),
      comparisonLine(parameters, perCapitaFen),
      ...doubleCountingHints(input, lines),
    ].map(writeLine),
  };
}

/**
 * The same with the version of the parameters that holds on the input's day.
 *
 * @throws IncomeError `income.noParameters` besides
 */
export function computeIncomeInForce(input: IncomeInput, history: readonly IncomeParameters[]): Calculation {
  const parameters = inForce(history, input.on);
  if (!parameters) throw new IncomeError('income.noParameters');
  return computeIncome(input, parameters);
}

function wholeFen(exact: Fraction): number {
  try {
    return rounded(exact);
  } catch (error) {
    if (error instanceof RangeError) throw new IncomeError('income.tooLarge');
    throw error;
  }
}

function totalLine(lines: readonly Line[], sum: Fraction, total: Fraction, totalFen: number): Line {
  const counted = lines.filter((line) => line.effect !== 'shows' && line.amount.numerator !== 0n);
  // The first amount carries its sign only when it is subtracted.
  const way = counted
    .map((line, index) => `${line.effect === 'subtracts' ? '− ' : index === 0 ? '' : '+ '}${yuan(line.amount)}`)
    .join(' ');
  const shown = way === '' ? '0.00' : way;
  const floor = isNegative(sum) && !isNegative(total) ? { zh: `（支出大于收入，合计 ${yuan(sum)} 元，按零计）`, en: ` (expenses exceed income, ${yuan(sum)} yuan, counted as zero)` } : { zh: '', en: '' };
  return {
    topic: 'total',
    text: {
      zh: `家庭月收入 T = ${shown} = ${yuan(totalFen)} 元${floor.zh}`,
      en: `Household income a month T = ${shown} = ${yuan(totalFen)} yuan${floor.en}`,
    },
    effect: 'shows',
    amount: total,
  };
}

function perCapitaLine(total: Fraction, perCapita: Fraction, memberCount: number, perCapitaFen: number): Line {
  return {
    topic: 'perCapita',
    text: {
      zh: `人均月收入 = ${yuan(total)} ÷ ${memberCount} 人 = ${yuan(perCapitaFen)} 元`,
      en: `Per capita = ${yuan(total)} ÷ ${memberCount} = ${yuan(perCapitaFen)} yuan`,
    },
    effect: 'shows',
    amount: perCapita,
  };
}

function gapLine(parameters: IncomeParameters, memberCount: number, totalFen: number, gapFen: number): Line {
  const standard = yuan(parameters.standardFen);
  return {
    topic: 'gap',
    text: {
      zh: `与标准的差额 = ${standard} × ${memberCount} − ${yuan(totalFen)} = ${yuan(gapFen)} 元`,
      en: `Gap to the standard = ${standard} × ${memberCount} − ${yuan(totalFen)} = ${yuan(gapFen)} yuan`,
    },
    effect: 'shows',
    amount: fraction(gapFen),
  };
}

function comparisonLine(parameters: IncomeParameters, perCapitaFen: number): Line {
  const marginal = times(fraction(parameters.standardFen), fraction(parameters.marginalMultipleMilli, 1000));
  const multiple = decimalOfMilli(parameters.marginalMultipleMilli);
  return {
    topic: 'comparison',
    text: {
      zh: `对照：人均 ${yuan(perCapitaFen)} 元；标准 ${yuan(parameters.standardFen)} 元；标准的 ${multiple} 倍 ${yuan(marginal)} 元（参数版本 ${parameters.version}，${parameters.effectiveFrom} 起施行；仅列数据，不作认定）`,
      en: `For comparison: per capita ${yuan(perCapitaFen)}; standard ${yuan(parameters.standardFen)}; ${multiple} × standard ${yuan(marginal)} yuan (parameters ${parameters.version}, in force from ${parameters.effectiveFrom}; figures only, no verdict)`,
    },
    effect: 'shows',
    amount: marginal,
  };
}

/** A farmer's harvest and an imputed wage for the same hands: the officer is told and decides. */
function doubleCountingHints(input: IncomeInput, lines: readonly Line[]): Line[] {
  return input.members.flatMap((member) => {
    const imputed = lines.some((line) => line.topic === 'labour' && line.subjectId === member.id && line.value?.basis === 'imputed' && line.amount.numerator > 0n);
    const ownBusiness = input.items.some((item) => item.memberId === member.id && item.excluded === undefined && ['farming', 'herding', 'business'].includes(item.kind));
    if (!imputed || !ownBusiness) return [];
    return [
      {
        topic: 'hint',
        subjectId: member.id,
        text: {
          zh: `提示：${member.label}既有经营收入又按系数估算了劳动收入，请核对是否重复计算`,
          en: `Note: ${member.label} has business income and an imputed wage as well; check that the same work is not counted twice`,
        },
        effect: 'shows',
        amount: fraction(0),
      } satisfies Line,
    ];
  });
}
