import type { IncomeInput, Obligor } from './contract.ts';
import type { IncomeParameters } from './parameters/contract.ts';
import type { Fraction } from './fraction.ts';
import { atLeastZero, dividedBy, fraction, minus, times } from './fraction.ts';
import type { Line } from './lines.ts';
import { adoptionText, choose } from './lines.ts';
import { decimalOfMilli, yuan } from './money.ts';

/**
 * Support that obligors owe: max(0, per-capita of the obligor's household − threshold × L) × share ÷ parents.
 * Without the obligor's consent there is nothing to assess, and what is in fact paid counts.
 */
export function supportLines(input: IncomeInput, parameters: IncomeParameters): Line[] {
  return input.obligors.map((obligor) => {
    const assessed = assessedSupport(obligor, parameters);
    const known = {
      ...(assessed && { imputed: assessed.amount }),
      ...(obligor.paidFen !== undefined && { stated: fraction(obligor.paidFen) }),
    };
    const { amount, value } = choose(known, ['imputed', 'stated'], obligor.adopted);
    return { topic: 'support', subjectId: obligor.id, text: textOf(obligor, assessed), effect: 'adds', amount, value };
  });
}

interface Assessed {
  readonly amount: Fraction;
  readonly way: string;
}

function assessedSupport(obligor: Obligor, parameters: IncomeParameters): Assessed | undefined {
  if (!obligor.consented || obligor.householdIncomeFen === undefined) return undefined;
  const perCapita = fraction(obligor.householdIncomeFen, obligor.householdSize);
  const threshold = times(fraction(parameters.standardFen), fraction(parameters.supportThresholdMilli, 1000));
  const owed = times(atLeastZero(minus(perCapita, threshold)), fraction(parameters.supportShareMilli, 1000));
  const amount = dividedBy(owed, fraction(obligor.supportedParents));
  const kept = `${decimalOfMilli(parameters.supportThresholdMilli)} × ${yuan(parameters.standardFen)}`;
  const share = `${parameters.supportShareMilli / 10}%`;
  return { amount, way: `max(0, ${yuan(perCapita)} − ${kept}) × ${share} ÷ ${obligor.supportedParents} = ${yuan(amount)}` };
}

function textOf(obligor: Obligor, assessed: Assessed | undefined): Line['text'] {
  if (obligor.adopted) {
    const adopted = adoptionText(obligor.adopted);
    const rule = assessed ? { zh: `，按规则为 ${yuan(assessed.amount)} 元`, en: `, by rule ${yuan(assessed.amount)} yuan` } : { zh: '', en: '' };
    return { zh: `${obligor.label}：赡（抚、扶）养费${adopted.zh}${rule.zh}`, en: `${obligor.label}: support ${adopted.en}${rule.en}` };
  }
  if (assessed) {
    const paid = obligor.paidFen === undefined ? { zh: '', en: '' } : { zh: `；实际支付 ${yuan(obligor.paidFen)} 元`, en: `; in fact paid: ${yuan(obligor.paidFen)} yuan` };
    return { zh: `${obligor.label}：应付赡（抚、扶）养费 ${assessed.way} 元${paid.zh}`, en: `${obligor.label}: support owed ${assessed.way} yuan${paid.en}` };
  }
  const why = obligor.consented ? { zh: '收入未核实', en: 'income not known' } : { zh: '本人未同意核查', en: 'no consent to a check' };
  return obligor.paidFen === undefined
    ? { zh: `${obligor.label}：${why.zh}，实际支付未知，计 0.00 元`, en: `${obligor.label}: ${why.en}, payments unknown, counts 0.00 yuan` }
    : { zh: `${obligor.label}：${why.zh}，计实际支付 ${yuan(obligor.paidFen)} 元`, en: `${obligor.label}: ${why.en}, counts what is paid, ${yuan(obligor.paidFen)} yuan` };
}
