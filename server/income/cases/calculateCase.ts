import { dayInChina } from '../../clocks/days.ts';
import { UserError } from '../../errors.ts';
import type { Actor } from '../../people/authenticate.ts';
import { inTrail } from '../../people/authenticate.ts';
import { OFFICER_ROLES } from '../../rules/contract.ts';
import type { Day } from '../../rules/contract.ts';
import type { Trail } from '../../trail/Trail.ts';
import { computeIncomeInForce } from '../computeIncome.ts';
import type { IncomeDraft, IncomeInput } from '../contract.ts';
import { incomeInputSchema } from '../contract.ts';
import type { IncomeParameters } from '../parameters/contract.ts';
import type { CalculationRecord, CalculationStore } from '../store.ts';
import type { Adoptable, Calculate, KeptAdoption } from './contract.ts';

/** What a case's form gives to the computation, and the visit it was answered in. */
export interface FormInput {
  readonly visitId: string;
  readonly draft: IncomeDraft;
}

export interface CalculationDeps {
  readonly calculations: CalculationStore;
  readonly trail: Trail;
  readonly lock: { run<T>(id: string, act: () => Promise<T>): Promise<T> };
  /** From the newest visit with a form; undefined where there is none. */
  readonly formInput: (caseId: string, on: Day) => Promise<FormInput | undefined>;
  readonly parameters: () => Promise<readonly IncomeParameters[]>;
  /** A finished case keeps the version it was computed with. */
  readonly isFinished: (caseId: string) => Promise<boolean>;
  readonly now: () => number;
}

/**
 * Computes a case's income from its form as it is now, with what officers adopted.
 * @throws UserError `calculation.noForm`, `calculation.finished`, `calculation.formIncomplete`, `calculation.subjectUnknown`
 * @throws IncomeError as `computeIncome` does
 */
export async function calculateCase(deps: CalculationDeps, actor: Actor, caseId: string, { adopt, release }: Calculate): Promise<CalculationRecord> {
  return deps.lock.run(`calculation/${caseId}`, async () => {
    if (await deps.isFinished(caseId)) throw new UserError('calculation.finished');
    const madeAtMs = deps.now();
    const on = dayInChina(madeAtMs);
    const form = await deps.formInput(caseId, on);
    if (!form) throw new UserError('calculation.noForm');
    const before = await deps.calculations.newest(caseId);
    const role = OFFICER_ROLES.find((one) => one === actor.role);
    if (!role) throw new UserError('calculation.notOfficer');
    const by = { id: actor.id, name: actor.name, role };
    const fresh = adopt.map(({ on: target, subjectId, monthlyFen, reason }): KeptAdoption => ({ on: target, subjectId, adoption: { monthlyFen, reason, by, atMs: madeAtMs } }));
    const replaced = new Set([...fresh, ...release].map(keyOf));
    const kept = before ? adoptionsOf(before.calculation.input).filter((one) => !replaced.has(keyOf(one))) : [];
    const input = readInput(withAdoptions(form.draft, kept, fresh));
    const calculation = computeIncomeInForce(input, await deps.parameters());
    const revision = (before?.revision ?? 0) + 1;
    await deps.trail.append({
      act: 'calculation.made',
      actor: inTrail(actor),
      object: { kind: 'case', id: caseId },
      visitId: form.visitId,
      details: {
        revision, parameters: calculation.parameters.version, totalFen: calculation.totalFen, perCapitaFen: calculation.perCapitaFen,
        gapFen: calculation.gapFen, adopted: kept.length + fresh.length,
      },
      personal: Object.fromEntries(fresh.map((one, index) => [`reason${index + 1}`, one.adoption.reason])),
    });
    const record: CalculationRecord = {
      _id: `${caseId}/${revision}`, caseId, revision, isNewest: true, calculation, visitId: form.visitId, madeBy: { id: actor.id, name: actor.name }, madeAtMs,
    };
    await deps.calculations.add(record);
    return record;
  });
}

function keyOf({ on, subjectId }: { readonly on: Adoptable; readonly subjectId: string }): string {
  return `${on}/${subjectId}`;
}

/** What was adopted in an earlier computation. */
function adoptionsOf(input: IncomeInput): KeptAdoption[] {
  const of = (on: Adoptable, list: readonly { readonly id: string; readonly adopted?: KeptAdoption['adoption'] | undefined }[]): KeptAdoption[] =>
    list.flatMap(({ id, adopted }) => (adopted ? [{ on, subjectId: id, adoption: adopted }] : []));
  return [
    ...of('labour', input.members.map(({ id, adoptedLabour }) => ({ id, adopted: adoptedLabour }))),
    ...of('item', input.items),
    ...of('obligor', input.obligors),
    ...of('rigidExpense', input.rigidExpenses),
  ];
}

/** Earlier adoptions of what is no longer in the form fall away; a fresh one has to be about something. */
function withAdoptions(draft: IncomeDraft, kept: readonly KeptAdoption[], fresh: readonly KeptAdoption[]): IncomeDraft {
  const all = new Map([...kept, ...fresh].map((one) => [keyOf(one), one.adoption]));
  const used = new Set<string>();
  const adopted = (on: Adoptable, id: string): KeptAdoption['adoption'] | undefined => {
    const key = keyOf({ on, subjectId: id });
    used.add(key);
    return all.get(key);
  };
  const withOne = <T extends { id: string }>(on: Adoptable, list: readonly T[] | undefined): T[] =>
    (list ?? []).map((one) => {
      const adoption = adopted(on, one.id);
      return adoption ? { ...one, adopted: adoption } : one;
    });
  const result: IncomeDraft = {
    ...draft,
    members: draft.members.map((member) => {
      const adoption = adopted('labour', member.id);
      return adoption ? { ...member, adoptedLabour: adoption } : member;
    }),
    items: withOne('item', draft.items),
    obligors: withOne('obligor', draft.obligors),
    rigidExpenses: withOne('rigidExpense', draft.rigidExpenses),
  };
  if (fresh.some((one) => !used.has(keyOf(one)))) throw new UserError('calculation.subjectUnknown');
  return result;
}

/** A form under way may still break the rules of the computation; that is the form's fault and not the sender's. */
function readInput(draft: IncomeDraft): IncomeInput {
  const read = incomeInputSchema.safeParse(draft);
  if (!read.success) throw draft.members.length === 0 ? new UserError('calculation.formIncomplete') : read.error;
  return read.data;
}

