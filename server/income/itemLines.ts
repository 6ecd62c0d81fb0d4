import type { IncomeInput, IncomeItem } from './contract.ts';
import type { IncomeParameters } from './parameters/contract.ts';
import { PART_OF_KIND } from './contract.ts';
import type { Fraction } from './fraction.ts';
import { atLeastZero, fraction, ZERO } from './fraction.ts';
import type { Line } from './lines.ts';
import { adoptionText, choose } from './lines.ts';
import { yuan } from './money.ts';

export function isEvidenced(item: { readonly evidenceIds: readonly string[] }): boolean {
  return item.evidenceIds.length > 0;
}

/** Receipts less costs, a month's share. */
export function netOf(item: IncomeItem, parameters: IncomeParameters): Fraction {
  const net = fraction(BigInt(item.amountFen) - BigInt(item.costFen), item.months);
  return parameters.netLoss === 'zero' ? atLeastZero(net) : net;
}

/** How a line shows the way from receipts to the month's share. */
export function netText(item: IncomeItem, parameters: IncomeParameters): Line['text'] {
  const amount = yuan(item.amountFen);
  const net = yuan(netOf(item, parameters));
  const parts = [amount, ...(item.costFen > 0 ? [` − ${yuan(item.costFen)}`] : [])].join('');
  const spread = item.months > 1 ? `${item.costFen > 0 ? `(${parts})` : parts} ÷ ${item.months}` : parts;
  const text = spread === net ? net : `${spread} = ${net}`;
  return { zh: `${item.label} ${text}`, en: `${item.label} ${text}` };
}

/** Everything that is not a wage, and the wages that the policy does not count. */
export function itemLines(input: IncomeInput, parameters: IncomeParameters): Line[] {
  return input.items.filter((item) => item.kind !== 'wage' || item.excluded !== undefined).map((item) => itemLine(item, input, parameters));
}

function itemLine(item: IncomeItem, input: IncomeInput, parameters: IncomeParameters): Line {
  const topic = PART_OF_KIND[item.kind];
  const who = input.members.find((member) => member.id === item.memberId)?.label;
  const whose = who === undefined ? '' : `${who} `;
  const sum = netText(item, parameters);
  const known = { [isEvidenced(item) ? 'verified' : 'stated']: netOf(item, parameters) };
  if (item.excluded !== undefined) {
    return {
      topic,
      subjectId: item.id,
      text: { zh: `${whose}${sum.zh} 元，不计入（${item.excluded}）`, en: `${whose}${sum.en} yuan, not counted (${item.excluded})` },
      effect: 'shows',
      amount: ZERO,
      value: { ...choose(known, [], undefined).value, basis: 'notCounted' },
    };
  }
  const { amount, value } = choose(known, ['verified', 'stated'], item.adopted);
  const basis = item.adopted
    ? adoptionText(item.adopted)
    : isEvidenced(item) ? { zh: '已核实', en: 'verified' } : { zh: '自述，无凭证', en: 'stated, without evidence' };
  return {
    topic,
    subjectId: item.id,
    text: { zh: `${whose}${sum.zh} 元，${basis.zh}`, en: `${whose}${sum.en} yuan, ${basis.en}` },
    effect: 'adds',
    amount,
    value,
  };
}
