import type { Sentence } from '../rules/contract.ts';
import type { IncomeInput, RigidExpense } from './contract.ts';
import type { IncomeParameters, RigidExpenseKind } from './parameters/contract.ts';
import type { Fraction } from './fraction.ts';
import { fraction, isNegative, minus, sumOf, ZERO } from './fraction.ts';
import { isEvidenced } from './itemLines.ts';
import type { Line } from './lines.ts';
import { adoptionText, choose } from './lines.ts';
import { yuan } from './money.ts';

const KIND_NAMES: Readonly<Record<RigidExpenseKind, Sentence>> = {
  medical: { zh: '医疗支出', en: 'medical expense' },
  education: { zh: '教育支出', en: 'education expense' },
  disabilityRehabilitation: { zh: '残疾康复支出', en: 'disability rehabilitation' },
  living: { zh: '基本生活支出', en: 'living expense' },
  accident: { zh: '意外事故支出', en: 'accident expense' },
};

/** Necessary, documented spending that the policy lets off the income, and what a cap puts back. */
export function rigidExpenseLines(input: IncomeInput, parameters: IncomeParameters): Line[] {
  const lines = input.rigidExpenses.map((expense) => expenseLine(expense, input, parameters));
  const caps = parameters.rigidExpenses.flatMap(({ kind, capFen }) => {
    // What an officer adopted is a decision about this expense and is not capped again.
    const ruled = lines.filter((_, index) => input.rigidExpenses[index]?.kind === kind && !input.rigidExpenses[index].adopted);
    return capFen === null ? [] : capLine(kind, sumOf(ruled.map((line) => line.amount)), capFen);
  });
  return [...lines, ...caps];
}

function expenseLine(expense: RigidExpense, input: IncomeInput, parameters: IncomeParameters): Line {
  const monthly = fraction(expense.amountFen, expense.months);
  const rule = parameters.rigidExpenses.find((one) => one.kind === expense.kind);
  const refusal = refusalOf(expense, rule !== undefined, parameters);
  const known = { [isEvidenced(expense) ? 'verified' : 'stated']: monthly };
  const { amount, value } = choose(known, refusal ? [] : ['verified', 'stated'], expense.adopted);
  const who = input.members.find((member) => member.id === expense.memberId)?.label;
  const spread = expense.months > 1 ? `${yuan(expense.amountFen)} ÷ ${expense.months} = ${yuan(monthly)}` : yuan(monthly);
  const name = KIND_NAMES[expense.kind];
  const outcome = expense.adopted
    ? adoptionText(expense.adopted)
    : (refusal ?? { zh: '予以扣除', en: 'deducted' });
  return {
    topic: 'rigidExpense',
    subjectId: expense.id,
    text: {
      zh: `${who === undefined ? '' : `${who} `}${name.zh}（${expense.label}）${spread} 元，${outcome.zh}`,
      en: `${who === undefined ? '' : `${who} `}${name.en} (${expense.label}) ${spread} yuan, ${outcome.en}`,
    },
    effect: 'subtracts',
    amount,
    value,
  };
}

function refusalOf(expense: RigidExpense, allowed: boolean, parameters: IncomeParameters): Sentence | undefined {
  if (!allowed) return { zh: '本区政策未列入可扣除项目，不扣除', en: 'not a deductible kind in this district, not deducted' };
  if (parameters.rigidExpensesNeedEvidence && !isEvidenced(expense)) return { zh: '无凭证，不扣除', en: 'no evidence, not deducted' };
  return undefined;
}

function capLine(kind: RigidExpenseKind, spent: Fraction, capFen: number): Line[] {
  const excess = minus(spent, fraction(capFen));
  if (isNegative(excess) || excess.numerator === ZERO.numerator) return [];
  const name = KIND_NAMES[kind];
  return [
    {
      topic: 'rigidExpenseCap',
      text: {
        zh: `${name.zh}合计 ${yuan(spent)} 元，超过每月上限 ${yuan(capFen)} 元，超出的 ${yuan(excess)} 元不扣除`,
        en: `${name.en} in all ${yuan(spent)} yuan, above the monthly cap of ${yuan(capFen)} yuan: ${yuan(excess)} yuan is not deducted`,
      },
      effect: 'adds',
      amount: excess,
    },
  ];
}
