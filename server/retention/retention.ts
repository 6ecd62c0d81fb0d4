import type { AccountId } from '../people/contract.ts';
import type { VisitId } from '../visits/contract.ts';
import type { Certificate, DestructionId, DestructionState, Outcome } from './contract.ts';

/** A visit whose media must stay, whatever its period says (the field's rule 11). */
export interface Hold {
  /** One hold a visit. */
  readonly _id: VisitId;
  readonly reason: string;
  readonly byId: AccountId;
  readonly by: string;
  readonly atMs: number;
}

export interface Destruction {
  readonly _id: DestructionId;
  readonly visitId: VisitId;
  readonly state: DestructionState;
  readonly reason: string;
  readonly requestedById: AccountId;
  readonly requestedBy: string;
  readonly requestedAtMs: number;
  readonly confirmedById?: AccountId;
  readonly confirmedBy?: string;
  readonly destroyedAtMs?: number;
  readonly certificate?: Certificate;
}

/** Years that media are kept, by what became of the case. District policy: set by the environment, see `config.ts`. */
export type RetentionYears = Readonly<Record<Outcome, number>>;

/** A year is a calendar year: what ended on a 29 February is due on a 1 March. */
export function dueAt(endedAtMs: number, outcome: Outcome, years: RetentionYears): number {
  const date = new Date(endedAtMs);
  date.setUTCFullYear(date.getUTCFullYear() + Math.floor(years[outcome]));
  return date.getTime() + (years[outcome] % 1) * 365.25 * 86_400_000;
}
