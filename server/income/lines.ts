import type { Adoption, Basis, ChosenValue, DerivationLine } from './contract.ts';
import type { Fraction } from './fraction.ts';
import { exactText, fraction, minus, sumOf, ZERO } from './fraction.ts';
import { yuan } from './money.ts';

/** A line while it is computed: its amount is still an exact number. */
export interface Line extends Omit<DerivationLine, 'amount'> {
  readonly amount: Fraction;
}

/** What the lines come to: everything that adds, less everything that subtracts. */
export function totalOf(lines: readonly Line[]): Fraction {
  const amounts = (effect: Line['effect']): Fraction[] => lines.filter((line) => line.effect === effect).map((line) => line.amount);
  return minus(sumOf(amounts('adds')), sumOf(amounts('subtracts')));
}

/** The line as it is kept and shown. */
export function writeLine(line: Line): DerivationLine {
  return { ...line, amount: exactText(line.amount) };
}

export interface Known {
  readonly imputed?: Fraction;
  readonly stated?: Fraction;
  readonly verified?: Fraction;
}

/**
 * Chooses among what is known: an officer's adoption before everything, then the candidates in the order given.
 * Nothing known counts as zero.
 */
export function choose(
  known: Known,
  order: readonly (keyof Known)[],
  adoption: Adoption | undefined,
): { readonly amount: Fraction; readonly value: ChosenValue } {
  const basis: Basis = adoption ? 'adopted' : (order.find((name) => known[name] !== undefined) ?? 'notCounted');
  const amount = adoption ? fraction(adoption.monthlyFen) : basis === 'notCounted' || basis === 'adopted' ? ZERO : (known[basis] ?? ZERO);
  return {
    amount,
    value: {
      ...(known.imputed && { imputed: exactText(known.imputed) }),
      ...(known.stated && { stated: exactText(known.stated) }),
      ...(known.verified && { verified: exactText(known.verified) }),
      chosen: exactText(amount),
      basis,
      ...(adoption && { adoption }),
    },
  };
}

/** How a line says that an officer decided. */
export function adoptionText(adoption: Adoption): { readonly zh: string; readonly en: string } {
  const amount = yuan(adoption.monthlyFen);
  return {
    zh: `采用 ${amount} 元（${adoption.by.name}：${adoption.reason}）`,
    en: `adopted ${amount} yuan (${adoption.by.name}: ${adoption.reason})`,
  };
}
